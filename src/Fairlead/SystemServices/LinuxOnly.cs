using System.Runtime.Versioning;

// Console servers run Linux; so does everything that calls into the daemon.
[assembly: SupportedOSPlatform("linux")]
