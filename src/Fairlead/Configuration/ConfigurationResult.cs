namespace Fairlead.Configuration;

/// <summary>A configuration, or why there is none.</summary>
/// <param name="Configuration">Null if any problem is an error.</param>
/// <param name="Problems">All of them, in the order of the file.</param>
sealed record ConfigurationResult(DeviceConfiguration? Configuration, IReadOnlyList<Problem> Problems);
