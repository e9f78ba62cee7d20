using CsCheck;

namespace Fairlead.Ports.Tests.Log;

public sealed class PositionLeaseTests
{
    [Fact]
    public void A_lease_reaches_64_MiB_past_the_head()
    {
        Assert.Equal(67_108_864, new PositionLease(0).Renewed(0).UpTo);
        Assert.Equal(67_108_864 + 5000, new PositionLease(100).Renewed(5000).UpTo);
    }

    [Fact]
    public void A_lease_runs_low_with_less_than_32_MiB_left()
    {
        var lease = new PositionLease(100_000_000);
        Assert.False(lease.RunsLow(100_000_000 - 33_554_432));
        Assert.True(lease.RunsLow(100_000_000 - 33_554_431));
    }

    [Fact]
    public void A_head_past_the_lease_leaves_nothing()
    {
        Assert.Equal(0, new PositionLease(10).Left(11));
        Assert.True(new PositionLease(10).RunsLow(11));
    }

    [Fact]
    public void A_renewed_lease_never_moves_back() =>
        Assert.Equal(1L << 40, new PositionLease(1L << 40).Renewed(7).UpTo);

    [Fact]
    public void A_lease_ends_where_positions_end() =>
        Assert.Equal(1L << 62, new PositionLease(0).Renewed((1L << 62) - 5).UpTo);

    [Fact]
    public void A_ring_that_follows_a_lost_one_starts_at_the_lease_and_has_a_new_one_ahead() =>
        Assert.Equal(67_108_864 + 1000, new PositionLease(1000).AfterLoss().UpTo);

    [Fact]
    public void No_position_is_used_twice_over_any_run_of_writes_renewals_and_power_cuts()
    {
        Gen.Select(Gen.Int[0, 40_000_000], Gen.Bool).Array[1, 60].Sample(
            steps =>
            {
                var durable = new PositionLease(0);
                long head = 0;
                long highestUsed = -1;
                foreach ((int length, bool powerCut) in steps)
                {
                    if (powerCut)
                    {
                        head = durable.UpTo;
                        durable = durable.AfterLoss();
                    }
                    else if (durable.RunsLow(head))
                    {
                        durable = durable.Renewed(head);
                    }

                    long used = Math.Min(length, durable.Left(head));
                    Assert.True(used == 0 || head > highestUsed);
                    head += used;
                    highestUsed = used == 0 ? highestUsed : head - 1;
                    Assert.True(highestUsed < durable.UpTo);
                }
            });
    }
}
