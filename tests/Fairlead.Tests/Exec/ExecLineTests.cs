using System.Text.RegularExpressions;
using Fairlead.Lines;
using Fairlead.Ports;
using Fairlead.Tests.Lines;
using Fairlead.Tty;

namespace Fairlead.Tests.Exec;

public sealed class ExecLineTests
{
    [Fact]
    public async Task A_program_has_a_terminal_of_its_own_and_is_typed_to()
    {
        await using var bench = ExecBench.Shell("tty; stty size; echo TERM=$TERM; read line; echo got:$line; exec cat");
        bench.Start();
        Assert.Matches("/dev/pts/[0-9]+\r\n24 80\r\nTERM=vt100", await bench.ExpectAsync("vt100\r\n"));
        bench.Type("hello\r");
        await bench.ExpectAsync("got:hello");
        Assert.Equal(
            (true, true, "exec /bin/sh -c"), (bench.Line.CanHold, bench.Line.CanBreak, bench.Line.Description[..15]));
        Assert.Null(bench.Line.Problem);
    }

    [Fact]
    public async Task It_leads_its_session_and_inherits_nothing_of_ours()
    {
        Environment.SetEnvironmentVariable("FAIRLEAD_TEST_SECRET", "x");
        await using var bench = ExecBench.Shell(
            "echo fds:; ls /proc/$$/fd; ps -o pid=,sid=,tty= -p $$; "
            + "grep -E 'Sig(Ign|Blk)' /proc/self/status; env | cut -d= -f1 | sort | tr '\\n' ' '; "
            + "echo end; pwd; exec cat");
        bench.Start();
        string said = await bench.ExpectAsync("/\r\n");
        Assert.Matches("fds:\r\n0 +1 +2\r\n", said);
        Assert.Matches(@"(\d+) +\1 pts/", said);
        Assert.Contains("SigBlk:\t0000000000000000\r\n", said);

        // 32 and 33 are the C library's own; it leaves them ignored in every program that it spawns.
        Assert.Matches("SigIgn:\t(0000000180000000|0000000000000000)\r\n", said);
        Assert.Contains("HOME LOGNAME PATH PWD TERM USER", Regex.Replace(said, "(OLDPWD|SHLVL|_) ", ""));
        Assert.DoesNotContain("SECRET", said);
    }

    [Fact]
    public async Task A_program_that_ends_says_how_and_is_started_again_after_growing_pauses()
    {
        var time = new SteppedTime();
        await using var bench = ExecBench.Shell("echo last words; exit 3", time);
        bench.Start();
        await bench.UntilStateAsync(LineState.Down);
        Assert.Contains("last words", await bench.ExpectAsync("last words"));
        Assert.Equal("exited with status 3", bench.Line.Problem);

        int lives = 1;
        foreach (int seconds in (int[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            time.Advance(TimeSpan.FromSeconds(seconds - 0.1));
            Assert.Equal(lives, bench.Loop.On(() => Lives(bench)));
            time.Advance(TimeSpan.FromSeconds(0.1));
            lives++;
            await bench.Loop.UntilAsync(() => Lives(bench) == lives && bench.Line.State == LineState.Down);
        }
    }

    [Fact]
    public async Task A_program_killed_by_a_signal_says_so_and_enable_starts_it_at_once()
    {
        await using var bench = ExecBench.Shell("kill -9 $$", new SteppedTime());
        bench.Start();
        await bench.UntilStateAsync(LineState.Down);
        Assert.Equal("killed by signal 9", bench.Line.Problem);
        bench.Loop.On(bench.Line.Enable);
        await bench.Loop.UntilAsync(() => Lives(bench) == 2);
    }

    [Fact]
    public async Task Everything_a_program_said_before_its_end_is_read_also_by_a_slow_port()
    {
        await using var bench = ExecBench.Shell("i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done");
        bench.Loop.On(() => bench.Line.Hold(true));
        bench.Start();
        await bench.UntilStateAsync(LineState.Up);
        bench.Loop.On(() => bench.Line.Hold(false));
        Assert.Equal(3000, Regex.Count(await bench.ExpectAsync("line 2999\r\n"), "line"));
    }

    [Fact]
    public async Task A_held_line_is_not_read_and_loses_nothing()
    {
        await using var bench = ExecBench.Shell("seq 1 100000; echo done; exec cat");
        bench.Start();
        await bench.ExpectAsync("1\r\n");
        bench.Loop.On(() => bench.Line.Hold(true));
        long held = bench.Loop.On(() => bench.Owner.Count);
        bench.Type("x");
        Assert.Equal(held, bench.Loop.On(() => bench.Owner.Count));
        bench.Loop.On(() => bench.Line.Hold(false));
        string said = await bench.ExpectAsync("done\r\n");
        Assert.StartsWith(
            string.Concat(Enumerable.Range(1, 100000).Select(i => $"{i}\r\n")),
            said.Replace("x", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_break_interrupts_the_foreground()
    {
        await using var bench = ExecBench.Shell("trap 'echo interrupted' INT; echo ready; while :; do read line; done");
        bench.Start();
        await bench.ExpectAsync("ready");
        bench.Loop.On(() => Assert.True(bench.Line.Break(TimeSpan.FromMilliseconds(500))));
        await bench.ExpectAsync("interrupted");
    }

    [Fact]
    public async Task A_break_can_be_off()
    {
        await using var bench = new ExecBench(new ExecLineSettings
        {
            Arguments = ["/bin/cat"],
            AllowOwnUser = true,
            BreakSignal = 0,
        });
        bench.Start();
        await bench.UntilStateAsync(LineState.Up);
        Assert.False(bench.Line.CanBreak);
        bench.Loop.On(() => Assert.False(bench.Line.Break(TimeSpan.Zero)));
    }

    [Fact]
    public async Task Closing_ends_the_program_and_its_children_also_those_that_ignore_the_hang_up()
    {
        string said;
        await using (var bench = ExecBench.Shell("trap '' HUP; sleep 1000 & echo pids $$ $! ; wait; sleep 1000"))
        {
            bench.Start();
            said = await bench.ExpectAsync("pids ");
            said = await bench.ExpectAsync("\r\n");
        }

        foreach (string pid in Regex.Match(said, @"pids (\d+) (\d+)").Groups.Values.Skip(1)
            .Select(group => group.Value))
        {
            string status = $"/proc/{pid}/stat";
            Assert.True(
                !File.Exists(status) || File.ReadAllText(status).Contains(") Z ", StringComparison.Ordinal), pid);
        }
    }

    [Fact]
    public async Task A_program_that_does_not_exist_is_why_the_line_is_down()
    {
        await using var bench = new ExecBench(
            new ExecLineSettings { Arguments = ["/no/such/program"], AllowOwnUser = true });
        bench.Start();
        await bench.UntilStateAsync(LineState.Down);
        Assert.Equal("/no/such/program: No such file or directory", bench.Line.Problem);
    }

    [Fact]
    public async Task A_disabled_line_stays_closed_and_takes_nothing()
    {
        await using var bench = ExecBench.Shell("echo up; exec cat");
        bench.Start();
        await bench.ExpectAsync("up");
        bench.Loop.On(bench.Line.Disable);
        Assert.Equal(LineState.Disabled, bench.Line.State);
        await bench.Loop.UntilAsync(() => bench.Line.Write("x"u8) == 0);
        bench.Loop.On(bench.Line.Enable);
        await bench.UntilStateAsync(LineState.Up);
    }

    [Fact]
    public async Task The_window_size_reaches_the_program()
    {
        await using var bench = ExecBench.Shell("trap 'stty size' WINCH; echo ready; while :; do sleep 0.05; done");
        bench.Start();
        await bench.ExpectAsync("ready");
        bench.Loop.On(() => bench.Line.Resize(50, 132));
        await bench.ExpectAsync("50 132");
    }

    [Fact]
    public async Task The_daemon_s_own_user_is_refused_unless_it_is_allowed()
    {
        await using var bench = new ExecBench(new ExecLineSettings { Arguments = ["/bin/cat"] });
        bench.Start();
        await bench.UntilStateAsync(LineState.Down);
        Assert.Contains("must not run as the daemon's own user", bench.Line.Problem);
    }

    [Fact]
    public async Task A_user_there_is_not_is_why_the_line_is_down()
    {
        await using var bench = new ExecBench(new ExecLineSettings { Arguments = ["/bin/cat"], User = "nosuchuser" });
        bench.Start();
        await bench.UntilStateAsync(LineState.Down);
        Assert.Equal("there is no user nosuchuser", bench.Line.Problem);
    }

    [Fact]
    public async Task Root_runs_it_as_another_user_for_good()
    {
        Assert.SkipUnless(Libc.geteuid() == 0, "only root can run a program as another user");
        await using var bench = new ExecBench(new ExecLineSettings
        {
            Arguments = ["/bin/sh", "-c", "id; grep ^Cap...: /proc/$$/status; ls /proc/$$/fd; tty; cat"],
            User = "nobody",
            Helper = TestProcess.Helper,
        });
        bench.Start();
        string said = await bench.ExpectAsync("/dev/pts/");
        Assert.True(
            Regex.IsMatch(said, @"uid=65534\(nobody\) gid=65534\(nogroup\) groups=65534\(nogroup\)\r"), said);
        Assert.Equal(3, Regex.Count(said, "Cap(Prm|Eff|Amb):\t0{16}"));
        Assert.Matches("\n0 +1 +2\r\n/dev/pts/", said);
    }

    [Fact]
    public async Task A_demo_machine_runs_on_a_line_and_a_break_reaches_its_prompt()
    {
        await using var bench = new ExecBench(new ExecLineSettings
        {
            Arguments = TestProcess.DemoTarget("sparc"),
            AllowOwnUser = true,
        });
        bench.Start();
        await bench.ExpectAsync("loading kernel");
        bench.Loop.On(() => bench.Line.Break(TimeSpan.FromMilliseconds(500)));
        await bench.ExpectAsync("ok ");
        bench.Type("banner\r");
        await bench.ExpectAsync("serial number");
    }

    private static int Lives(ExecBench bench) => bench.Owner.Changes.Count(change => change == "Up");
}
