using Fairlead.Configuration;

namespace Fairlead.Tests.Configuration;

/// <summary>One file for each kind of mistake, and exactly what is said about it.</summary>
public sealed class MistakeTests
{
    // Each file follows "schema = 1" in line 1, so what is written here begins in line 2.
    private static readonly (string Text, string Expected)[] s_mistakes =
    [
        (
            "shema = 1",
            "f:2:1: unknown key \"shema\" in the file; did you mean \"schema\"?"),
        (
            "[devise]\n",
            "f:2:2: unknown key \"devise\" in the file; did you mean \"device\"?"),
        (
            "[device]\nname = 5",
            "f:3:8: \"name\" is an integer; expected a letter followed by up to 31 letters, digits,"
                + " dots, hyphens and underscores"),
        (
            "[device]\nname = \"-x\"",
            "f:3:8: \"name\" is \"-x\"; expected a letter followed by up to 31 letters, digits, dots,"
                + " hyphens and underscores"),
        (
            "[device]\nlocation = \"a\\u0007b\"",
            "f:3:12: \"location\" is \"a\\u0007b\"; expected one line of text"),
        (
            "device = 1",
            "f:2:10: \"device\" is an integer; expected one [device]"),
        (
            "[[device]]\nname = \"a\"",
            "f:2:1: \"device\" is an array of tables; expected one [device]"),
        (
            "[ssh]\nclient_port = 22\nzzzzzz = 1",
            "f:3:1: unknown key \"client_port\" in [ssh]; did you mean \"cli_port\"?\nf:4:1: unknown key"
                + " \"zzzzzz\" in [ssh]; expected one of listen, cli_port, port_base, watch_base, banner,"
                + " login_grace, max_auth_tries, max_sessions"),
        (
            "[ssh]\nlisten = []",
            "f:3:10: \"listen\" is empty; expected addresses, or no \"listen\" for all"),
        (
            "[ssh]\nlisten = [\"localhost\"]",
            "f:3:11: \"localhost\" is not an address; expected an array of addresses such as"
                + " [\"192.0.2.1\", \"::1\"]"),
        (
            "[ssh]\nlisten = \"::1\"",
            "f:3:10: \"listen\" is a string; expected an array of addresses such as [\"192.0.2.1\","
                + " \"::1\"]"),
        (
            "[ssh]\nlisten = [\"::1\", 5]",
            "f:3:18: \"listen\" holds an integer; expected an array of addresses such as [\"192.0.2.1\","
                + " \"::1\"]"),
        (
            "[ssh]\ncli_port = 65536",
            "f:3:12: \"cli_port\" is 65536; expected a TCP port from 1 to 65535, or 0 for none"),
        (
            "[ssh]\nport_base = 65500",
            "f:3:13: \"port_base\" is 65500; expected a number from 1 to 65487, or 0 for none"),
        (
            "[ssh]\nwatch_base = 2047",
            "f:3:14: the TCP ports of \"port_base\" (2001 to 2048) and \"watch_base\" (2048 to 2095)"
                + " overlap; expected bases at least 48 apart"),
        (
            "[ssh]\ncli_port = 2001\n[[port]]\nnumber = 1\nline = { tcp = \"a:1\" }\n",
            "f:3:12: the TCP port 2001 of \"cli_port\" is that of port 1; expected one of its own"),
        (
            "[ssh]\nport_base = 21\n[[port]]\nnumber = 1\nline = { tcp = \"a:1\" }\n",
            "f:3:13: the TCP port 22 of \"cli_port\" is that of port 1; expected one of its own"),
        (
            "[ssh]\nlogin_grace = \"1s\"",
            "f:3:15: \"login_grace\" is \"1s\"; expected a time from \"5s\" to \"10m\""),
        (
            "[ssh]\nlogin_grace = 60",
            "f:3:15: \"login_grace\" is an integer; expected a time from \"5s\" to \"10m\""),
        (
            "[web]\nlisten = [\"127.0.0.1\"]",
            "f:3:11: \"127.0.0.1\" is not an address with a TCP port; expected an array of addresses"
                + " with TCP ports such as [\"127.0.0.1:8443\", \"[::1]:8443\"]"),
        (
            "[web]\nlisten = [\"0.0.0.0:2001\"]\n[[port]]\nnumber = 1\nline = { tcp = \"a:1\" }\n",
            "f:3:10: the TCP port 2001 is that of port 1; expected one of its own"),
        (
            "[web]\nlisten = [\"0.0.0.0:22\"]",
            "f:3:10: the TCP port 22 is that of \"cli_port\"; expected one of its own"),
        (
            "[log]\nring = \"1MB\"",
            "f:3:8: \"ring\" is \"1MB\"; expected a multiple of \"4KiB\" from \"4KiB\" to \"1GiB\""),
        (
            "[log]\nring = \"6KiB\"",
            "f:3:8: \"ring\" is \"6KiB\"; expected a multiple of \"4KiB\" from \"4KiB\" to \"1GiB\""),
        (
            "[log]\nring = 1048576",
            "f:3:8: \"ring\" is an integer; expected a multiple of \"4KiB\" from \"4KiB\" to \"1GiB\""),
        (
            "[log]\narchive = \"2000GiB\"",
            "f:3:11: \"archive\" is \"2000GiB\"; expected a size from \"0KiB\" to \"1024GiB\""),
        (
            "[log]\ninput = \"no\"",
            "f:3:9: \"input\" is a string; expected true or false"),
        (
            "[[port]]\nname = \"x\"\nline = { tcp = \"a:1\" }",
            "f:2:1: [[port]] has no \"number\"; expected an integer from 1 to 48"),
        (
            "[[port]]\nnumber = 1",
            "f:2:1: [[port]] has no \"line\"; expected a table with \"device\", \"exec\" or \"tcp\""),
        (
            "[[port]]\nnumber = 0\nline = { tcp = \"a:1\" }",
            "f:3:10: \"number\" is 0; expected an integer from 1 to 48"),
        (
            "[[port]]\nnumber = 1.5\nline = { tcp = \"a:1\" }",
            "f:3:10: \"number\" is a float; expected an integer from 1 to 48"),
        (
            "[port]\nnumber = 1",
            "f:2:2: \"port\" is a table; expected [[port]]"),
        (
            "[[port]]\nnumber = 1\nline = { tcp = \"a:1\" }\n[[port]]\nnumber = 1\nname = \"x\"\nline = { tcp"
                + " = \"a:1\" }",
            "f:6:10: the port number 1 was given in line 3, column 10 already; expected one of its"
                + " own"),
        (
            "[[port]]\nnumber = 1\nname = \"x\"\nline = { tcp = \"a:1\" }\n[[port]]\nnumber = 2\nname ="
                + " \"X\"\nline = { tcp = \"a:1\" }",
            "f:8:8: the port name \"X\" was given in line 4, column 8 already; expected one of its own"),
        (
            "[[port]]\nnumber = 1\nname = \"7\"\nline = { tcp = \"a:1\" }",
            "f:4:8: \"name\" is \"7\"; expected a letter followed by up to 31 letters, digits, dots,"
                + " hyphens and underscores"),
        (
            "[[port]]\nnumber = 1\ntags = [\"a b\"]\nline = { tcp = \"a:1\" }",
            "f:4:9: \"tags\" holds \"a b\"; expected an array of tags, each a letter followed by up to"
                + " 31 letters, digits, dots, hyphens and underscores"),
        (
            "[[port]]\nnumber = 1\nwriters = \"many\"\nline = { tcp = \"a:1\" }",
            "f:4:11: \"writers\" is \"many\"; expected \"single\" or \"shared\""),
        (
            "[[port]]\nnumber = 1\nbreaks = [\"spark\"]\nline = { tcp = \"a:1\" }\n[[break]]\nname ="
                + " \"sparc\"\nsequence = '\\z'",
            "f:4:11: there is no [[break]] named \"spark\"; did you mean \"sparc\"?"),
        (
            "[[port]]\nnumber = 1\nidle_timeout = \"30 minutes\"\nline = { tcp = \"a:1\" }",
            "f:4:16: \"idle_timeout\" is \"30 minutes\"; expected a time from \"1m\" to \"30d\", or \"0s\" for"
                + " never"),
        (
            "[[port]]\nnumber = 1\nescape = \"Ec\"\nline = { tcp = \"a:1\" }",
            "f:4:10: \"escape\" is \"Ec\"; expected a control character and another character such as"
                + " \"^Ec\""),
        (
            "[[port]]\nnumber = 1\nbanner = \"\\u001b[2J\"\nline = { tcp = \"a:1\" }",
            "f:4:10: \"banner\" is \"\\u001B[2J\"; expected text"),
        (
            "[[port]]\nnumber = 1\nmax_sessions = 0\nreplay = -1\nline = { tcp = \"a:1\" }",
            "f:4:16: \"max_sessions\" is 0; expected an integer from 1 to 512\nf:5:10: \"replay\" is -1;"
                + " expected an integer from 0 to 10000"),
        (
            "[[port]]\nnumber = 1\nline = \"/dev/ttyS4\"",
            "f:4:8: \"line\" is a string; expected a table with \"device\", \"exec\" or \"tcp\""),
        (
            "[[port]]\nnumber = 1\nline = {}",
            "f:4:8: the line has no far end; expected one of \"device\", \"exec\" and \"tcp\""),
        (
            "[[port]]\nnumber = 1\nline = { device = \"/dev/ttyS4\", tcp = \"a:1\" }",
            "f:4:8: the line has \"device\" and \"tcp\"; expected one of \"device\", \"exec\" and \"tcp\""),
        (
            "[[port]]\nnumber = 1\nline = { device = \"ttyS4\" }",
            "f:4:19: \"device\" is \"ttyS4\"; expected the absolute path of a tty such as \"/dev/ttyS4\""),
        (
            "[[port]]\nnumber = 1\nline = { device = \"/dev/ttyS4\", baudrate = 9600 }",
            "f:4:33: unknown key \"baudrate\" in line; did you mean \"baud\"?"),
        (
            "[[port]]\nnumber = 1\nline = { device = \"/dev/ttyS4\", baud = 42 }",
            "f:4:40: \"baud\" is 42; expected an integer from 50 to 4000000"),
        (
            "[[port]]\nnumber = 1\nline = { device = \"/dev/ttyS4\", baud = \"fast\" }",
            "f:4:40: \"baud\" is a string; expected an integer from 50 to 4000000"),
        (
            "[[port]]\nnumber = 1\nline = { device = \"/dev/ttyS4\", format = \"9N1\" }",
            "f:4:42: \"format\" is \"9N1\"; expected data bits 5-8, parity N O E M S and stop bits 1-2"
                + " such as \"8N1\""),
        (
            "[[port]]\nnumber = 1\nline = { device = \"/dev/ttyS4\", flow = \"hardware\" }",
            "f:4:40: \"flow\" is \"hardware\"; expected \"none\", \"rtscts\" or \"xonxoff\""),
        (
            "[[port]]\nnumber = 1\nline = { device = \"/dev/ttyS4\", char_delay = \"11s\" }",
            "f:4:46: \"char_delay\" is \"11s\"; expected a time from \"0s\" to \"10s\""),
        (
            "[[port]]\nnumber = 1\nline = { device = \"/dev/ttyS4\" }\n[[port]]\nnumber = 2\nline = {"
                + " device = \"/dev/ttyS4\" }",
            "f:7:19: the device \"/dev/ttyS4\" was given in line 4, column 19 already; expected one of"
                + " its own"),
        (
            "[[port]]\nnumber = 1\nline = { exec = [\"/bin/sh\"] }",
            "f:4:8: line has no \"user\"; expected the name of the system user that the program runs as"),
        (
            "[[port]]\nnumber = 1\nline = { exec = [], user = \"nobody\" }",
            "f:4:17: \"exec\" names no program; expected an array with the absolute path of a program"
                + " and its arguments"),
        (
            "[[port]]\nnumber = 1\nline = { exec = [\"sh\"], user = \"nobody\" }",
            "f:4:17: \"exec\" names no program; expected an array with the absolute path of a program"
                + " and its arguments"),
        (
            "[[port]]\nnumber = 1\nline = { exec = \"/bin/sh\", user = \"nobody\" }",
            "f:4:17: \"exec\" is a string; expected an array with the absolute path of a program and"
                + " its arguments"),
        (
            "[[port]]\nnumber = 1\nline = { exec = [\"/bin/sh\"], user = \"no body\" }",
            "f:4:37: \"user\" is \"no body\"; expected the name of the system user that the program runs"
                + " as"),
        (
            "[[port]]\nnumber = 1\nline = { exec = [\"/bin/sh\"], user = \"nobody\", break_means = \"stop\" }",
            "f:4:61: \"break_means\" is \"stop\"; expected \"interrupt\", \"quit\", \"hangup\" or \"nothing\""),
        (
            "[[port]]\nnumber = 1\nline = { exec = [\"/bin/sh\"], user = \"nobody\", baud = 9600 }",
            "f:4:54: \"baud\" does not go with \"exec\"; expected it beside \"device\" only"),
        (
            "[[port]]\nnumber = 1\nline = { tcp = \"10.0.0.9\" }",
            "f:4:16: \"tcp\" is \"10.0.0.9\"; expected a host and a TCP port such as \"10.0.0.9:23\""),
        (
            "[[port]]\nnumber = 1\nline = { tcp = \"::1:23\" }",
            "f:4:16: \"tcp\" is \"::1:23\"; expected a host and a TCP port such as \"10.0.0.9:23\""),
        (
            "[[port]]\nnumber = 1\nline = { tcp = \"a:1\", protocol = \"ssh\" }",
            "f:4:34: \"protocol\" is \"ssh\"; expected \"raw\", \"telnet\" or \"rfc2217\""),
        (
            "[[user]]\npassword = \"x\"",
            "f:2:1: [[user]] has no \"name\"; expected a letter followed by up to 31 letters, digits,"
                + " dots, hyphens and underscores, not root or admin\nf:3:12: this is no Argon2id hash;"
                + " expected the output of \"fairlead password\""),
        (
            "[[user]]\nname = \"root\"",
            "f:3:8: \"name\" is \"root\"; expected a letter followed by up to 31 letters, digits, dots,"
                + " hyphens and underscores, not root or admin"),
        (
            "[[user]]\nname = \"Admin\"",
            "f:3:8: \"name\" is \"Admin\"; expected a letter followed by up to 31 letters, digits, dots,"
                + " hyphens and underscores, not root or admin"),
        (
            "[[user]]\nname = \"a:b\"",
            "f:3:8: \"name\" is \"a:b\"; expected a letter followed by up to 31 letters, digits, dots,"
                + " hyphens and underscores, not root or admin"),
        (
            "[[user]]\nname = \"alice\"\npassword = \"secret\"",
            "f:4:12: this is no Argon2id hash; expected the output of \"fairlead password\""),
        (
            "[[user]]\nname = \"alice\"\npassword = \"$argon2id$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ$AAAA\"",
            "f:4:12: the Argon2id hash has other parameters than v=19$m=19456,t=2,p=1; expected the"
                + " output of \"fairlead password\""),
        (
            "[[user]]\nname = \"alice\"\nkeys = [\"ssh-dss AAAA\"]",
            "f:4:9: the key type \"ssh-dss\" is unknown; expected an array of public keys such as"
                + " [\"ssh-ed25519 AAAA… alice@laptop\"]"),
        (
            "[[user]]\nname = \"alice\"\nkeys = [\"ssh-ed25519 AAAA\"]",
            "f:4:9: the key is not of the type \"ssh-ed25519\" that stands before it; expected an"
                + " array of public keys such as [\"ssh-ed25519 AAAA… alice@laptop\"]"),
        (
            "[[user]]\nname = \"alice\"\ngroups = [\"ops\"]\n[[user]]\nname = \"alice\"",
            "f:6:8: the user name \"alice\" was given in line 3, column 8 already; expected one of its"
                + " own"),
        (
            "[[rule]]\nmay = [\"watch\"]",
            "f:2:1: [[rule]] has no \"who\"; expected an array of users and @groups"),
        (
            "[[rule]]\nwho = []\nmay = []\nfrom = []\nports = []",
            "f:3:7: \"who\" names nobody; expected an array of users and @groups\nf:4:7: \"may\" names no"
                + " act; expected an array of watch, write, break, takeover, power, log, log-input,"
                + " forward, configure, administer\nf:5:8: \"from\" names no network; expected an array of"
                + " networks such as [\"10.0.0.0/8\", \"2001:db8::/32\", \"local\"]\nf:6:9: \"ports\" names no"
                + " port; expected an array of port numbers, ranges, names and tags such as [\"1-48\","
                + " \"db1\", \"tag:linux\"]"),
        (
            "[[user]]\nname = \"alice\"\ngroups = [\"ops\"]\n[[rule]]\nwho = [\"alise\"]\nmay = [\"watch\"]",
            "f:6:8: there is no user \"alise\"; did you mean \"alice\"?"),
        (
            "[[user]]\nname = \"alice\"\ngroups = [\"ops\"]\n[[rule]]\nwho = [\"@opps\"]\nmay = [\"watch\"]",
            "f:6:8: there is no group \"opps\"; did you mean \"@ops\"?"),
        (
            "[[user]]\nname = \"alice\"\ngroups = [\"ops\"]\n[[rule]]\nwho = [\"@qqqqqq\"]\nmay = [\"watch\"]",
            "f:6:8: there is no group \"qqqqqq\"; expected a group that a [[user]] is in"),
        (
            "[[user]]\nname = \"alice\"\ngroups = [\"ops\"]\n[[rule]]\nwho = [\"zzz\"]\nmay = [\"watch\"]",
            "f:6:8: there is no user \"zzz\"; expected the name of a [[user]], or @ and a group"),
        (
            "[[user]]\nname = \"alice\"\ngroups = [\"ops\"]\n[[rule]]\nwho = [\"alice\"]\nmay = [\"wirte\"]",
            "f:7:8: unknown act \"wirte\"; did you mean \"write\"?"),
        (
            "[[user]]\nname = \"alice\"\ngroups = [\"ops\"]\n[[rule]]\nwho = [\"alice\"]\nmay = [\"log_input\"]",
            "f:7:8: unknown act \"log_input\"; did you mean \"log-input\"?"),
        (
            "[[user]]\nname = \"alice\"\ngroups = [\"ops\"]\n[[rule]]\nwho = [\"alice\"]\nmay = [\"xyzzyx\"]",
            "f:7:8: unknown act \"xyzzyx\"; expected one of watch, write, break, takeover, power, log,"
                + " log-input, forward, configure, administer"),
        (
            "[[user]]\nname = \"alice\"\ngroups = [\"ops\"]\n[[rule]]\nwho = [\"alice\"]\nmay = [\"watch\"]\nfrom"
                + " = [\"10.1.2.3/8\", \"anywhere\", \"10.0.0.0/33\"]",
            "f:8:9: \"10.1.2.3/8\" has bits set behind the prefix; the network is 10.0.0.0/8; expected"
                + " an array of networks such as [\"10.0.0.0/8\", \"2001:db8::/32\", \"local\"]\nf:8:23:"
                + " \"anywhere\" is not a network; expected an array of networks such as [\"10.0.0.0/8\","
                + " \"2001:db8::/32\", \"local\"]\nf:8:35: \"10.0.0.0/33\" has no prefix length from 0 to 32;"
                + " expected an array of networks such as [\"10.0.0.0/8\", \"2001:db8::/32\", \"local\"]"),
        (
            "[[user]]\nname = \"alice\"\ngroups = [\"ops\"]\n[[port]]\nnumber = 1\nline = { tcp = \"a:1\""
                + " }\n[[rule]]\nwho = [\"alice\"]\nmay = [\"watch\"]\nports = [\"2\", \"0-5\", \"port2\","
                + " \"tag:linux\","
                + " 1]",
            "f:11:10: there is no port 2; expected the number of a [[port]], or a range\nf:11:15:"
                + " \"0-5\" is not a range of port numbers from 1 to 48; expected an array of port numbers,"
                + " ranges, names and tags such as [\"1-48\", \"db1\", \"tag:linux\"]\nf:11:22: there is no port"
                + " named \"port2\"; did you mean \"port1\"?\nf:11:31: no port has the tag \"linux\"; expected a"
                + " tag of a [[port]]\nf:11:44: \"ports\" holds an integer; expected an array of port"
                + " numbers, ranges, names and tags such as [\"1-48\", \"db1\", \"tag:linux\"]"),
        (
            "[[break]]\n",
            "f:2:1: [[break]] has no \"name\"; expected a letter followed by up to 31 letters, digits,"
                + " dots, hyphens and underscores\nf:2:1: [[break]] has no \"sequence\"; expected text with"
                + " \\z for BREAK and \\d for 250 ms such as '\\r\\d~\\d\\x02'"),
        (
            "[[break]]\nname = \"x\"\nsequence = 'a\\q'",
            "f:4:12: the sequence is wrong at its column 2: expected \\z \\d \\r \\n \\t \\\\ \\^ \\xHH or"
                + " \\ooo"),
        (
            "[[break]]\nname = \"x\"\nsequence = \"\"",
            "f:4:12: the sequence is wrong at its column 1: the sequence is empty; expected bytes,"
                + " \\z or \\d"),
        (
            "[[break]]\nname = \"x\"\nsequence = \"a\"\n[[break]]\nname = \"x\"\nsequence = \"b\"",
            "f:6:8: the break sequence name \"x\" was given in line 3, column 8 already; expected one"
                + " of its own"),
        (
            "[device\nname = 1",
            "f:2:8: not TOML: Unexpected token found `␤` (token: `newline`) while expecting `]`"
                + " (token: `closebracket`)\nf:3:1: not TOML: Unexpected token found `name` (token:"
                + " `basickey`) while expecting token `newline`\nf:3:6: not TOML: Unexpected token [=]"
                + " found\nf:3:9: not TOML: Expecting `=` after a key instead of <eof>"),
        (
            "a = ",
            "f:2:5: not TOML: Unexpected token `<eof>` for a value"),
        (
            "[device]\nname = \"a\"\nname = \"b\"",
            "f:4:1: not TOML: The key `device.name` is already defined at (3,1) with `name = \"a\"`"
                + " and cannot be redefined"),
        (
            "[device]\nname = \"a\"\n[device]\n",
            "f:4:1: not TOML: The key `device` is already defined at (2,1) with `[device]␤name ="
                + " \"a\"` and cannot be redefined"),
        (
            "x = \"abc\n[device]\nname = \"b\"",
            "f:2:9: not TOML: Invalid newline in a string\nf:4:9: not TOML: Unexpected token found"
                + " `b` while expecting token `newline`\nf:4:10: not TOML: Invalid End-Of-File found on"
                + " string literal\nf:4:11: not TOML: Expecting `=` after a key instead of <eof>"),
        (
            "device.name = \"a\"\ndevice.name.x = \"b\"",
            "f:3:1: not TOML: The key `device.name` is already defined at (2,1) with `device.name ="
                + " \"a\"` and cannot be redefined"),
        (
            "[[alarm]]\nname = \"x\"",
            "f:2:3: unknown key \"alarm\" in the file; expected one of schema, device, ssh, web, log,"
                + " port, user, rule, break"),
    ];

    public static TheoryData<string, string> Mistakes()
    {
        TheoryData<string, string> data = [];
        foreach ((string text, string expected) in s_mistakes)
        {
            data.Add(text, expected);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_with_its_place_and_what_is_expected(string text, string expected)
    {
        ConfigurationResult result = ConfigurationReader.Read("f", "schema = 1\n" + text);
        Assert.Null(result.Configuration);
        Assert.Equal(expected, string.Join('\n', result.Problems.Select(problem => problem.In("f"))));
    }

    [Theory]
    [InlineData("", "f:1:1: the file has no \"schema\"; expected the integer 1")]
    [InlineData("schema = 2", "f:1:10: \"schema\" is 2; expected the integer 1")]
    [InlineData("schema = '1'", "f:1:10: \"schema\" is a string; expected the integer 1")]
    public void The_schema_must_be_known(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(ConfigurationReader.Read("f", text).Problems).In("f"));
}
