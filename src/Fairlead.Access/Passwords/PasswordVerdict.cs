namespace Fairlead.Access.Passwords;

/// <summary>What became of a password that somebody tried.</summary>
public enum PasswordVerdict
{
    /// <summary>It is the user's.</summary>
    Right,

    /// <summary>It is not, or there is no such user, or the user has none.</summary>
    Wrong,

    /// <summary>Too many were waiting; it was not looked at. To the peer it looks like a wrong one.</summary>
    Busy,
}
