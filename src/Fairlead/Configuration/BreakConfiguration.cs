namespace Fairlead.Configuration;

/// <summary>A [[break]]: a named break sequence.</summary>
/// <param name="Sequence">As it is written in the file; it has been parsed once, so it parses.</param>
/// <param name="Confirm">Ask y/n before it is sent from a terminal.</param>
sealed record BreakConfiguration(string Name, string Sequence, bool Confirm);
