namespace Fairlead.Configuration;

/// <summary>A key that a table may have.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Expected">What its value must be, as messages say it behind "expected".</param>
sealed record KnownKey(string Name, string Expected);

/// <summary>A table of the file and its keys.</summary>
/// <param name="Title">As messages name it: "[ssh]", "[[port]]".</param>
sealed record KnownTable(string Title, params KnownKey[] Keys)
{
    /// <exception cref="KeyNotFoundException">The reader asks for a key that is not in the table.</exception>
    public string ExpectedOf(string name) =>
        Array.Find(Keys, key => key.Name == name)?.Expected ?? throw new KeyNotFoundException(name);
}

/// <summary>
/// Every key there is. The parser refuses all others, and the reference page is checked against this table.
/// </summary>
static class KnownKeys
{
    private const string Name = "a letter followed by up to 31 letters, digits, dots, hyphens and underscores";
    private const string Flag = "true or false";
    private const string Delay = "a time from \"0s\" to \"10s\"";

    public static KnownTable Root { get; } = new(
        "the file",
        new("schema", "the integer 1"),
        new("device", "one [device]"),
        new("ssh", "one [ssh]"),
        new("web", "one [web]"),
        new("log", "one [log]"),
        new("port", "[[port]]"),
        new("user", "[[user]]"),
        new("rule", "[[rule]]"),
        new("break", "[[break]]"));

    public static KnownTable Device { get; } = new(
        "[device]",
        new("name", Name),
        new("location", "one line of text"),
        new("contact", "one line of text"),
        new("banner", "text"),
        new("demo", Flag));

    public static KnownTable Ssh { get; } = new(
        "[ssh]",
        new("listen", "an array of addresses such as [\"192.0.2.1\", \"::1\"]"),
        new("cli_port", "a TCP port from 1 to 65535, or 0 for none"),
        new("port_base", "a number from 1 to 65487, or 0 for none"),
        new("watch_base", "a number from 1 to 65487, or 0 for none"),
        new("banner", "text"),
        new("login_grace", "a time from \"5s\" to \"10m\""),
        new("max_auth_tries", "an integer from 1 to 20"),
        new("max_sessions", "an integer from 1 to 4096"));

    public static KnownTable Web { get; } = new(
        "[web]",
        new KnownKey("listen", "an array of addresses with TCP ports such as [\"127.0.0.1:8443\", \"[::1]:8443\"]"));

    public static KnownTable Log { get; } = new(
        "[log]",
        new("ring", "a multiple of \"4KiB\" from \"4KiB\" to \"1GiB\""),
        new("archive", "a size from \"0KiB\" to \"1024GiB\""),
        new("input", Flag));

    public static KnownTable Port { get; } = new(
        "[[port]]",
        new("number", "an integer from 1 to 48"),
        new("name", Name),
        new("tags", "an array of tags, each " + Name),
        new("line", "a table with \"device\", \"exec\" or \"tcp\""),
        new("writers", "\"single\" or \"shared\""),
        new("break", Flag),
        new("breaks", "an array of names of [[break]]"),
        new("banner", "text"),
        new("idle_timeout", "a time from \"1m\" to \"30d\", or \"0s\" for never"),
        new("max_sessions", "an integer from 1 to 512"),
        new("replay", "an integer from 0 to 10000"),
        new("confirm", Flag),
        new("escape", "a control character and another character such as \"^Ec\""),
        new("enabled", Flag));

    public static KnownTable Line { get; } = new(
        "line",
        new("device", "the absolute path of a tty such as \"/dev/ttyS4\""),
        new("baud", "an integer from 50 to 4000000"),
        new("format", "data bits 5-8, parity N O E M S and stop bits 1-2 such as \"8N1\""),
        new("flow", "\"none\", \"rtscts\" or \"xonxoff\""),
        new("rs485", Flag),
        new("char_delay", Delay),
        new("line_delay", Delay),
        new("exec", "an array with the absolute path of a program and its arguments"),
        new("user", "the name of the system user that the program runs as"),
        new("break_means", "\"interrupt\", \"quit\", \"hangup\" or \"nothing\""),
        new("tcp", "a host and a TCP port such as \"10.0.0.9:23\""),
        new("protocol", "\"raw\", \"telnet\" or \"rfc2217\""));

    public static KnownTable User { get; } = new(
        "[[user]]",
        new("name", "a letter followed by up to 31 letters, digits, dots, hyphens and underscores, not root or admin"),
        new("password", "the output of \"fairlead password\""),
        new("keys", "an array of public keys such as [\"ssh-ed25519 AAAA… alice@laptop\"]"),
        new("groups", "an array of groups, each " + Name));

    public static KnownTable Rule { get; } = new(
        "[[rule]]",
        new("who", "an array of users and @groups"),
        new("from", "an array of networks such as [\"10.0.0.0/8\", \"2001:db8::/32\", \"local\"]"),
        new("ports", "an array of port numbers, ranges, names and tags such as [\"1-48\", \"db1\", \"tag:linux\"]"),
        new("may", "an array of watch, write, break, takeover, power, log, log-input, forward, configure, administer"));

    public static KnownTable Break { get; } = new(
        "[[break]]",
        new("name", Name),
        new("sequence", "text with \\z for BREAK and \\d for 250 ms such as '\\r\\d~\\d\\x02'"),
        new("confirm", Flag));

    /// <summary>All tables.</summary>
    public static IReadOnlyList<KnownTable> All { get; } = [Root, Device, Ssh, Web, Log, Port, Line, User, Rule, Break];
}
