using CsCheck;
using Fairlead.Protocols.Telnet;

namespace Fairlead.Protocols.Tests.Telnet;

public sealed class TelnetNegotiatorTests
{
    private readonly List<string> _sent = [];

    [Fact]
    public void An_agreeable_option_is_agreed_to_once()
    {
        TelnetNegotiator negotiator = Create();
        negotiator.Received(TelnetCommand.WILL, TelnetOption.ECHO);
        negotiator.Received(TelnetCommand.WILL, TelnetOption.ECHO);
        Assert.Equal(["DO 1"], _sent);
        Assert.True(negotiator.PeerDoes(TelnetOption.ECHO));
        Assert.False(negotiator.WeDo(TelnetOption.ECHO));
    }

    [Fact]
    public void Anything_else_is_refused_once_and_then_ignored()
    {
        TelnetNegotiator negotiator = Create();
        for (int i = 0; i < 100; i++)
        {
            negotiator.Received(TelnetCommand.DO, TelnetOption.NAWS);
            negotiator.Received(TelnetCommand.WILL, TelnetOption.TTYPE);
        }

        Assert.Equal(["WONT 31", "DONT 24"], _sent);
    }

    [Fact]
    public void The_answer_to_our_own_question_is_not_answered()
    {
        TelnetNegotiator negotiator = Create();
        negotiator.AskUs(TelnetOption.BINARY, enable: true);
        negotiator.Received(TelnetCommand.DO, TelnetOption.BINARY);
        Assert.Equal(["WILL 0"], _sent);
        Assert.True(negotiator.WeDo(TelnetOption.BINARY));
    }

    [Fact]
    public void A_refusal_of_our_question_is_taken()
    {
        TelnetNegotiator negotiator = Create();
        negotiator.AskPeer(TelnetOption.SGA, enable: true);
        negotiator.Received(TelnetCommand.WONT, TelnetOption.SGA);
        Assert.Equal(["DO 3"], _sent);
        Assert.False(negotiator.PeerDoes(TelnetOption.SGA));
    }

    // RFC 1143 section 7: a change of mind while an answer is outstanding waits for that answer.
    [Fact]
    public void A_change_of_mind_waits_for_the_answer()
    {
        TelnetNegotiator negotiator = Create();
        negotiator.AskPeer(TelnetOption.SGA, enable: true);
        negotiator.AskPeer(TelnetOption.SGA, enable: false);
        Assert.Equal(["DO 3"], _sent);
        negotiator.Received(TelnetCommand.WILL, TelnetOption.SGA);
        Assert.Equal(["DO 3", "DONT 3"], _sent);
        negotiator.Received(TelnetCommand.WONT, TelnetOption.SGA);
        Assert.Equal(["DO 3", "DONT 3"], _sent);
        Assert.False(negotiator.PeerDoes(TelnetOption.SGA));
    }

    [Fact]
    public void A_peer_that_negotiates_without_end_is_reported_once_and_no_longer_answered()
    {
        List<byte> looping = [];
        TelnetNegotiator negotiator = Create(looping.Add);
        for (int i = 0; i < 1000; i++)
        {
            negotiator.Received(TelnetCommand.WILL, TelnetOption.ECHO);
            negotiator.Received(TelnetCommand.WONT, TelnetOption.ECHO);
        }

        Assert.Equal([TelnetOption.ECHO], looping);
        Assert.Equal(TelnetNegotiator.MostChanges, _sent.Count);
    }

    [Fact]
    public void Two_of_us_settle_whatever_either_asks() =>
        Gen.Select(Gen.Int[0, 1], Gen.Bool, Gen.Bool).Array[0, 12].Sample(questions =>
        {
            Queue<(TelnetCommand, byte)> toLeft = [];
            Queue<(TelnetCommand, byte)> toRight = [];
            TelnetNegotiator left = new([3], [3], (verb, option) => toRight.Enqueue((verb, option)));
            TelnetNegotiator right = new([3], [3], (verb, option) => toLeft.Enqueue((verb, option)));
            foreach ((int who, bool us, bool enable) in questions)
            {
                TelnetNegotiator asker = who == 0 ? left : right;
                if (us)
                {
                    asker.AskUs(3, enable);
                }
                else
                {
                    asker.AskPeer(3, enable);
                }
            }

            int messages = 0;
            while (toLeft.Count + toRight.Count > 0)
            {
                Assert.True(++messages < 200, "they never stop");
                (Queue<(TelnetCommand Verb, byte Option)> queue, TelnetNegotiator taker) =
                    toLeft.Count > 0 ? (toLeft, left) : (toRight, right);
                (TelnetCommand verb, byte option) = queue.Dequeue();
                taker.Received(verb, option);
            }

            Assert.Equal(left.WeDo(3), right.PeerDoes(3));
            Assert.Equal(right.WeDo(3), left.PeerDoes(3));
        });

    private TelnetNegotiator Create(Action<byte>? looping = null) =>
        new([0, 3], [0, 1, 3], (verb, option) => _sent.Add($"{verb} {option}")) { Looping = looping };
}
