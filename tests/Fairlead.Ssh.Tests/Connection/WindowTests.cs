using CsCheck;
using Fairlead.Ssh.Connection;

namespace Fairlead.Ssh.Tests.Connection;

public sealed class WindowTests
{
    [Fact]
    public void What_is_granted_is_what_was_consumed_and_never_more_than_the_window()
    {
        Gen.Select(Gen.Int[1, 100_000], Gen.Select(Gen.Bool, Gen.Int[0, 40_000]).Array[0, 200]).Sample((size, steps) =>
        {
            var window = new ReceiveWindow(size);
            int client = size;
            int waiting = 0;
            int kept = 0;
            foreach ((bool sends, int count) in steps)
            {
                if (sends)
                {
                    int sent = Math.Min(count, client);
                    window.Receive(sent);
                    client -= sent;
                    waiting += sent;
                }
                else
                {
                    int consumed = Math.Min(count, waiting);
                    waiting -= consumed;
                    kept += consumed;
                    int grant = window.Consume(consumed);
                    Assert.True(grant == 0 ? kept < (size + 1) / 2 : grant == kept, $"grant {grant} of {kept}");
                    kept -= grant;
                    client += grant;
                }

                Assert.Equal(client, window.Left);
                Assert.Equal(size, client + waiting + kept);
            }
        });
    }

    [Fact]
    public void A_client_that_sends_more_than_it_may_is_refused()
    {
        Gen.Int[0, 100_000].Sample(static size =>
        {
            var window = new ReceiveWindow(size);
            window.Receive(size);
            Assert.Throws<SshProtocolException>(() => window.Receive(1));
        });
    }

    [Fact]
    public void A_handler_cannot_consume_what_was_not_received()
    {
        var window = new ReceiveWindow(100);
        window.Receive(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => window.Consume(11));
        Assert.Throws<ArgumentOutOfRangeException>(() => window.Consume(-1));
    }

    [Fact]
    public void A_send_window_grows_to_two_to_the_32_minus_1_and_not_beyond()
    {
        var window = new SendWindow(uint.MaxValue - 5);
        window.Grow(5);
        Assert.Equal(uint.MaxValue, window.Left);
        Assert.Throws<SshProtocolException>(() => window.Grow(1));
    }
}
