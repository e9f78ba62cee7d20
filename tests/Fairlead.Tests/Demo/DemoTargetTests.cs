using Fairlead.Demo;

namespace Fairlead.Tests.Demo;

public sealed class DemoTargetTests
{
    public static TheoryData<string> Names => [.. DemoTarget.All.Select(machine => machine.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_machine_says_something_and_ends_when_its_terminal_hangs_up(string name)
    {
        using var terminal = new DemoTerminal(DemoTarget.All.Single(machine => machine.Name == name).Create());
        terminal.Expect("\r\n");
    }

    [Fact]
    public void A_machine_that_does_not_exist_is_a_usage_error() => Assert.Equal(2, DemoTarget.Run("vax"));

    [Fact]
    public void A_server_boots_refuses_a_login_and_boots_again_when_nobody_types()
    {
        using var terminal = new DemoTerminal(new LinuxBootMachine());
        string boot = terminal.Expect("web3 login: ");
        Assert.Contains("Linux version", boot);
        Assert.Contains("[  OK  ] Started network.", boot);
        terminal.Type("root\r");
        Assert.Equal("root\r\n", terminal.Expect("Password: "));
        terminal.Type("secret\r");
        Assert.DoesNotContain("secret", terminal.Expect("Login incorrect"));
        terminal.Expect("reboot: restarting");
        terminal.Expect("Linux version");
    }

    [Fact]
    public void A_node_panics_now_and_then_and_comes_back()
    {
        using var terminal = new DemoTerminal(new PanickingMachine());
        Assert.Contains("node7: well", terminal.Expect("Kernel panic"));
        terminal.Expect("Linux version");
    }

    [Fact]
    public void A_break_stops_the_workstation_and_go_lets_it_go_on()
    {
        using var terminal = new DemoTerminal(new SparcMachine());
        terminal.Expect("console login: ");
        terminal.Console.Break();
        terminal.Expect("ok ");
        terminal.Type("printenv\r");
        terminal.Expect("ttya-mode");
        terminal.Expect("ok ");
        terminal.Type("go\r");
        terminal.Expect("console login: ");
        terminal.Type("\r~\x02");
        terminal.Expect("ok ");
        terminal.Type("boot\r");
        terminal.Expect("loading kernel");
    }

    [Fact]
    public void The_switch_takes_short_words_and_explains_itself()
    {
        using var terminal = new DemoTerminal(new IosSwitchMachine());
        terminal.Expect("Press RETURN");
        terminal.Type("\r");
        terminal.Expect("Switch>");
        terminal.Type("reload\r");
        terminal.Expect("there is no command \"reload\"");
        terminal.Type("sh?");
        terminal.Expect("show version");
        terminal.Expect("Switch>sh");
        terminal.Type(" ip int brief\r");
        terminal.Expect("Vlan1");
        terminal.Type("en\r");
        terminal.Expect("Switch#");
        terminal.Type("e\r");
        terminal.Expect("more than one command");
        terminal.Type("show\r");
        terminal.Expect("more words");
        terminal.Type("reloa\r");
        terminal.Expect("[y/n]");
        terminal.Type("y\r");
        terminal.Expect("self test");
        terminal.Expect("Press RETURN");
    }

    [Fact]
    public void The_administration_console_lists_programs_and_restarts()
    {
        using var terminal = new DemoTerminal(new WindowsSacMachine());
        terminal.Expect("SAC>");
        terminal.Type("x\x7ft\r");
        terminal.Expect("Program\r\n");
        terminal.Expect("SAC>");
        terminal.Type("restart\r");
        terminal.Expect("shutting down");
        terminal.Expect("SAC>");
    }
}
