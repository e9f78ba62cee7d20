using System.Net;
using Fairlead.Access;

namespace Fairlead.Configuration;

/// <summary>The [web] section: where the web door listens.</summary>
sealed record WebSettings
{
    /// <summary>Empty: the web door is closed.</summary>
    public ValueList<IPEndPoint> Listen { get; init; }
}
