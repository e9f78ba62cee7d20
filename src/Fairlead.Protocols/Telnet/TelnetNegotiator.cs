namespace Fairlead.Protocols.Telnet;

/// <summary>
/// Negotiates options by the Q method of RFC 1143. What is not agreeable is refused once and then ignored; an option
/// that changes its state more often than <see cref="MostChanges"/> is frozen as it stands, so that two machines
/// which answer each other for ever cannot make us a third. All it may ever send is bounded by that.
/// </summary>
public sealed class TelnetNegotiator
{
    /// <summary>Changes of state of one side of one option that are answered.</summary>
    public const int MostChanges = 16;

    private readonly Side _us;
    private readonly Side _him;
    private readonly Action<TelnetCommand, byte> _send;

    /// <param name="oursToOffer">Options that we agree to perform.</param>
    /// <param name="theirsToAccept">Options that the peer may perform.</param>
    /// <param name="send">Sends IAC, the verb and the option.</param>
    public TelnetNegotiator(
        ReadOnlySpan<byte> oursToOffer, ReadOnlySpan<byte> theirsToAccept, Action<TelnetCommand, byte> send)
    {
        _send = send;
        _us = new Side(TelnetCommand.WILL, TelnetCommand.WONT, oursToOffer);
        _him = new Side(TelnetCommand.DO, TelnetCommand.DONT, theirsToAccept);
    }

    /// <summary>Called once for each side of each option that is frozen: the option.</summary>
    public Action<byte>? Looping { get; init; }

    /// <summary>True if we perform the option.</summary>
    public bool WeDo(byte option) => _us.States[option] == TelnetOptionState.Yes;

    /// <summary>True if the peer performs the option.</summary>
    public bool PeerDoes(byte option) => _him.States[option] == TelnetOptionState.Yes;

    /// <summary>Asks to perform an option (WILL), or to stop (WONT).</summary>
    public void AskUs(byte option, bool enable) => Ask(_us, option, enable);

    /// <summary>Asks the peer to perform an option (DO), or to stop (DONT).</summary>
    public void AskPeer(byte option, bool enable) => Ask(_him, option, enable);

    /// <summary>Takes what the peer sent.</summary>
    public void Received(TelnetCommand verb, byte option)
    {
        switch (verb)
        {
            case TelnetCommand.WILL:
                Agree(_him, option);
                break;
            case TelnetCommand.WONT:
                Disagree(_him, option);
                break;
            case TelnetCommand.DO:
                Agree(_us, option);
                break;
            case TelnetCommand.DONT:
                Disagree(_us, option);
                break;
        }
    }

    private void Ask(Side side, byte option, bool enable)
    {
        switch (side.States[option])
        {
            case TelnetOptionState.No when enable:
                Move(side, option, TelnetOptionState.WantYes, side.Yes);
                break;
            case TelnetOptionState.Yes when !enable:
                Move(side, option, TelnetOptionState.WantNo, side.No);
                break;
            case TelnetOptionState.WantNo or TelnetOptionState.WantNoOpposite:
                side.States[option] = enable ? TelnetOptionState.WantNoOpposite : TelnetOptionState.WantNo;
                break;
            case TelnetOptionState.WantYes or TelnetOptionState.WantYesOpposite:
                side.States[option] = enable ? TelnetOptionState.WantYes : TelnetOptionState.WantYesOpposite;
                break;
        }
    }

    private void Agree(Side side, byte option)
    {
        switch (side.States[option])
        {
            case TelnetOptionState.No when side.Agreeable[option]:
                Move(side, option, TelnetOptionState.Yes, side.Yes);
                break;
            case TelnetOptionState.No:
                RefuseOnce(side, option);
                break;

            // RFC 1143: a DONT or WONT answered by WILL or DO is the peer's error; it did not stop.
            case TelnetOptionState.WantNo:
                Move(side, option, TelnetOptionState.No, null);
                break;
            case TelnetOptionState.WantNoOpposite:
                Move(side, option, TelnetOptionState.Yes, null);
                break;
            case TelnetOptionState.WantYes:
                Move(side, option, TelnetOptionState.Yes, null);
                break;
            case TelnetOptionState.WantYesOpposite:
                Move(side, option, TelnetOptionState.WantNo, side.No);
                break;
        }
    }

    private void Disagree(Side side, byte option)
    {
        switch (side.States[option])
        {
            case TelnetOptionState.Yes:
                Move(side, option, TelnetOptionState.No, side.No);
                break;
            case TelnetOptionState.WantNoOpposite:
                Move(side, option, TelnetOptionState.WantYes, side.Yes);
                break;
            case TelnetOptionState.WantNo or TelnetOptionState.WantYes or TelnetOptionState.WantYesOpposite:
                Move(side, option, TelnetOptionState.No, null);
                break;
        }
    }

    private void RefuseOnce(Side side, byte option)
    {
        if (!side.Refused[option])
        {
            side.Refused[option] = true;
            _send(side.No, option);
        }
    }

    private void Move(Side side, byte option, TelnetOptionState state, TelnetCommand? say)
    {
        if (side.Changes[option] > MostChanges)
        {
            return;
        }

        if (++side.Changes[option] > MostChanges)
        {
            Looping?.Invoke(option);
            return;
        }

        side.States[option] = state;
        if (say is { } verb)
        {
            _send(verb, option);
        }
    }

    private sealed class Side
    {
        public Side(TelnetCommand yes, TelnetCommand no, ReadOnlySpan<byte> agreeable)
        {
            Yes = yes;
            No = no;
            foreach (byte option in agreeable)
            {
                Agreeable[option] = true;
            }
        }

        public TelnetCommand Yes { get; }

        public TelnetCommand No { get; }

        public bool[] Agreeable { get; } = new bool[256];

        public bool[] Refused { get; } = new bool[256];

        public TelnetOptionState[] States { get; } = new TelnetOptionState[256];

        public byte[] Changes { get; } = new byte[256];
    }
}
