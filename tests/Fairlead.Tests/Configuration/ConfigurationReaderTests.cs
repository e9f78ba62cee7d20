using System.Net;
using Fairlead.Access;
using Fairlead.Configuration;
using Fairlead.Ports;

namespace Fairlead.Tests.Configuration;

public sealed class ConfigurationReaderTests
{
    [Fact]
    public void The_whole_example_is_read()
    {
        ConfigurationResult result = ConfigurationReader.Read("fairlead.toml", Example.Text);
        Assert.Empty(result.Problems);
        DeviceConfiguration read = result.Configuration!;

        Assert.Equal(new DeviceSettings
        {
            Name = "rack12",
            Location = "Hamburg DC1, row C",
            Contact = "noc@example.net",
        }, read.Device);
        Assert.Equal([IPAddress.Loopback], read.Ssh.Listen);
        Assert.Equal((2022, 2000, 0), (read.Ssh.CliPort, read.Ssh.PortBase, read.Ssh.WatchBase));
        Assert.Equal([new IPEndPoint(IPAddress.Loopback, 8443)], read.Web.Listen);
        Assert.Equal(new LogSettings { Ring = 1 << 20, Archive = 64 << 20, Input = false }, read.Log);

        Assert.Equal(3, read.Ports.Count);
        PortConfiguration first = read.FindPort(1)!;
        Assert.Equal("db1", first.Name);
        Assert.Equal(["linux"], first.Tags);
        Assert.Equal(
            new LineConfiguration.Serial("/dev/ttyS4", new LineSettings { Baud = 115200 }), first.Line);
        Assert.Equal(WriterPolicy.Single, first.Writers);
        Assert.Equal([new BreakConfiguration("sparc-alternate", @"\r\d~\d\x02", true)], first.Breaks);
        Assert.Equal(
            new LineConfiguration.Program(["/bin/bash", "-i"], "nobody", ProgramBreak.Interrupt),
            read.FindPort(2)!.Line);
        Assert.Equal(
            new LineConfiguration.Tcp("10.0.0.9", 23, TcpProtocol.Telnet), read.FindPort(3)!.Line);

        User alice = Assert.Single(read.Users);
        Assert.Equal("alice", alice.Name);
        Assert.Equal("alice@laptop", Assert.Single(alice.Keys).Comment);
        Assert.Equal(["ops"], alice.Groups);
        Rule rule = Assert.Single(read.Rules);
        Assert.Equal([Act.Watch, Act.Write, Act.Break, Act.Log], rule.May);
        Assert.Equal("1-48, tag:linux, db1", rule.Ports.ToString());
        Assert.Equal("0.0.0.0/0, ::/0", rule.From.ToString());
        Assert.Same(alice, read.ToPolicy().FindUser("alice"));
    }

    [Fact]
    public void Every_key_of_a_port_is_read()
    {
        DeviceConfiguration read = Read("""
            schema = 1
            [[break]]
            name = "b"
            sequence = '\z'
            [[port]]
            number = 48
            name = "core-sw"
            tags = ["a", "b", "a"]
            writers = "shared"
            break = false
            breaks = ["b"]
            banner = "Mind the gap."
            idle_timeout = "30m"
            max_sessions = 100
            replay = 0
            confirm = false
            escape = "^A^]"
            enabled = false
            [port.line]
            device = "/dev/ttyUSB0"
            baud = 4000000
            format = "7e2"
            flow = "rtscts"
            rs485 = true
            char_delay = "500us"
            line_delay = "1s"
            """);
        Assert.Equal(
            new PortConfiguration
            {
                Number = new PortNumber(48),
                Name = "core-sw",
                Tags = ["a", "b"],
                Line = new LineConfiguration.Serial(
                    "/dev/ttyUSB0",
                    new LineSettings
                    {
                        Baud = 4_000_000,
                        DataBits = 7,
                        Parity = Parity.Even,
                        StopBits = 2,
                        Flow = FlowControl.RtsCts,
                        Rs485 = true,
                    })
                {
                    CharDelay = TimeSpan.FromMicroseconds(500),
                    LineDelay = TimeSpan.FromSeconds(1),
                },
                Writers = WriterPolicy.Shared,
                Break = false,
                Breaks = [new BreakConfiguration("b", @"\z", false)],
                Banner = "Mind the gap.",
                IdleTimeout = TimeSpan.FromMinutes(30),
                MaxSessions = 100,
                Replay = 0,
                Confirm = false,
                Escape = new EscapeKeys(1, 0x1D),
                Enabled = false,
            },
            Assert.Single(read.Ports));
    }

    [Fact]
    public void One_line_is_a_configuration_with_every_default()
    {
        DeviceConfiguration read = Read("schema = 1");
        Assert.Equal(new DeviceConfiguration(), read);
        Assert.Equal((22, 2000, 0), (read.Ssh.CliPort, read.Ssh.PortBase, read.Ssh.WatchBase));
        Assert.Empty(read.Ssh.Listen);
        Assert.Empty(read.Web.Listen);
    }

    [Fact]
    public void A_port_without_a_name_gets_one_from_its_number() => Assert.Equal(
        "port7", Read("schema = 1\nport = [{ number = 7, line = { tcp = \"[::1]:23\" } }]").FindPort(7)!.Name);

    [Fact]
    public void Comments_and_the_order_of_keys_do_not_count()
    {
        DeviceConfiguration one =
            Read("schema = 1\n[ssh]\ncli_port = 2022\nport_base = 3000\n[log]\nring = \"1024KiB\"");
        DeviceConfiguration other =
            Read("schema = 1 # one\nlog.ring = '1MiB'\nssh = { port_base = 3_000, cli_port = 0x7e6 }");
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    [Fact]
    public void A_demo_may_run_programs_as_the_daemon()
    {
        const string Port = "[[port]]\nnumber = 1\nline = { exec = [\"/bin/sh\"] }\n";
        Assert.Null(
            ((LineConfiguration.Program)Read("schema = 1\ndevice.demo = true\n" + Port).FindPort(1)!.Line).User);
        Assert.Null(ConfigurationReader.Read("f", "schema = 1\n" + Port).Configuration);
    }

    [Fact]
    public void No_prefix_of_a_file_throws()
    {
        for (int length = 0; length < Example.Text.Length; length++)
        {
            ConfigurationResult result = ConfigurationReader.Read("f", Example.Text[..length]);
            Assert.Equal(
                result.Configuration is null, result.Problems.Any(problem => problem.Severity == Severity.Error));
            Assert.All(
                result.Problems, problem => Assert.True(problem is { Line: >= 1, Column: >= 1 }, problem.In("f")));
        }
    }

    [Fact]
    public void No_file_with_a_character_changed_throws()
    {
        foreach (char c in "\"[]{}=,.#\n\\'0\0\uD800")
        {
            for (int at = 0; at < Example.Text.Length; at += 11)
            {
                string text = Example.Text[..at] + c + Example.Text[(at + 1)..];
                ConfigurationResult result = ConfigurationReader.Read("f", text);
                Assert.Equal(result.Configuration is null, result.Problems.Count > 0);
            }
        }
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{ a = ")]
    [InlineData("[{ a = ")]
    public void Values_nested_beyond_reason_are_refused(string opening)
    {
        string text = "schema = 1\nx = " + string.Concat(Enumerable.Repeat(opening, 20_000));
        Assert.Null(ConfigurationReader.Read("f", text).Configuration);
    }

    [Fact]
    public void All_problems_are_told_at_once_and_in_order()
    {
        ConfigurationResult result = ConfigurationReader.Read(
            "f", "schema = 2\n[ssh]\ncli_prt = 1\n[log]\nring = \"1MB\"\n[[port]]\nnumber = 49\n[[rule]]\n");
        Assert.Equal([1, 3, 5, 6, 7, 8, 8], result.Problems.Select(problem => problem.Line));
    }

    private static DeviceConfiguration Read(string text)
    {
        ConfigurationResult result = ConfigurationReader.Read("f", text);
        Assert.Empty(result.Problems);
        return result.Configuration!;
    }
}
