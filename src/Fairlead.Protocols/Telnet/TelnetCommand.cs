namespace Fairlead.Protocols.Telnet;

/// <summary>What follows IAC, under the names of RFC 854.</summary>
public enum TelnetCommand : byte
{
    /// <summary>End of subnegotiation parameters.</summary>
    SE = 240,
    NOP = 241,

    /// <summary>Data Mark, the data stream's part of a Synch.</summary>
    DM = 242,

    /// <summary>The break key of the terminal: a BREAK on the line.</summary>
    BRK = 243,

    /// <summary>Interrupt Process.</summary>
    IP = 244,

    /// <summary>Abort Output.</summary>
    AO = 245,

    /// <summary>Are You There.</summary>
    AYT = 246,

    /// <summary>Erase Character.</summary>
    EC = 247,

    /// <summary>Erase Line.</summary>
    EL = 248,

    /// <summary>Go Ahead.</summary>
    GA = 249,

    /// <summary>Start of subnegotiation.</summary>
    SB = 250,
    WILL = 251,
    WONT = 252,
    DO = 253,
    DONT = 254,

    /// <summary>Interpret As Command; twice, it is a data byte 255.</summary>
    IAC = 255,
}
