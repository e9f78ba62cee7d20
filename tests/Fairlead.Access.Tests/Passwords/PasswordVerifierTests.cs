using System.Net;
using Fairlead.Access.Passwords;

namespace Fairlead.Access.Tests.Passwords;

public sealed class PasswordVerifierTests
{
    private static readonly PasswordHash s_hash = PasswordHash.Create("open sesame"u8);
    private static readonly SourceAddress s_attacker = SourceAddress.Of(IPAddress.Parse("192.0.2.66"));
    private static readonly SourceAddress s_operator = SourceAddress.Of(IPAddress.Parse("192.0.2.7"));

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void The_answer_comes_back_to_the_loop() => TestLoop.Run(async () =>
    {
        using PasswordVerifier verifier = new(_time);
        int thread = Environment.CurrentManagedThreadId;
        Assert.Equal(PasswordVerdict.Right, await Try(verifier, "open sesame"));
        Assert.Equal(thread, Environment.CurrentManagedThreadId);
        Assert.Equal(PasswordVerdict.Wrong, await Try(verifier, "open barley"));
        Assert.Equal(thread, Environment.CurrentManagedThreadId);
    });

    [Fact]
    public void Nobody_is_never_right() => TestLoop.Run(async () =>
    {
        using PasswordVerifier verifier = new(_time);
        Assert.Equal(
            PasswordVerdict.Wrong,
            await verifier.VerifyAsync(null, "open sesame"u8, s_operator, TestContext.Current.CancellationToken));
    });

    [Fact]
    public void A_password_that_is_too_long_is_wrong_although_its_beginning_is_right() => TestLoop.Run(async () =>
    {
        using PasswordVerifier verifier = new(_time);
        byte[] longest = Argon2idTests.Fill(PasswordVerifier.LongestPassword, 65);
        PasswordHash hash = PasswordHash.Create(longest);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.Equal(PasswordVerdict.Right, await verifier.VerifyAsync(hash, longest, s_operator, cancel));
        Assert.Equal(PasswordVerdict.Wrong, await verifier.VerifyAsync(hash, [.. longest, 65], s_operator, cancel));
    });

    [Fact]
    public void A_flood_from_one_address_does_not_keep_another_waiting() => TestLoop.Run(async () =>
    {
        using PasswordVerifier verifier = new(_time);
        int finished = 0;
        List<Task> flood = [];
        for (int i = 0; i < 20; i++)
        {
            flood.Add(Count(verifier.VerifyAsync(s_hash, "guess"u8, s_attacker, CancellationToken.None)));
        }

        Assert.Equal(PasswordVerdict.Right, await Try(verifier, "open sesame"));
        Assert.InRange(finished, 1, 6);
        await Task.WhenAll(flood);

        async Task Count(ValueTask<PasswordVerdict> attempt)
        {
            Assert.Equal(PasswordVerdict.Wrong, await attempt);
            finished++;
        }
    });

    [Fact]
    public void No_more_than_two_blocks_of_memory_exist_and_none_after_an_idle_minute() => TestLoop.Run(async () =>
    {
        using PasswordVerifier verifier = new(_time);
        List<Task<PasswordVerdict>> attempts = [];
        for (int i = 0; i < 12; i++)
        {
            attempts.Add(verifier.VerifyAsync(s_hash, "guess"u8, s_attacker, CancellationToken.None).AsTask());
        }

        while (attempts.Exists(attempt => !attempt.IsCompleted))
        {
            await Task.WhenAny(attempts.Where(attempt => !attempt.IsCompleted));
            Assert.InRange(verifier.AllocatedBlocks, 1, PasswordVerifier.AtOnce + 1);
        }

        Assert.Equal(1, verifier.AllocatedBlocks);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, verifier.AllocatedBlocks);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, verifier.AllocatedBlocks);
    });

    [Fact]
    public void What_finds_no_place_to_wait_is_held_and_then_refused() => TestLoop.Run(async () =>
    {
        using PasswordVerifier verifier = new(_time);
        using CancellationTokenSource gone = new();
        List<Task<PasswordVerdict>> waiting = [];
        for (int i = 0; i < PasswordVerifier.AtOnce + PasswordVerifier.WaitingPerSource; i++)
        {
            waiting.Add(verifier.VerifyAsync(s_hash, "guess"u8, s_attacker, gone.Token).AsTask());
        }

        Task<PasswordVerdict> refused =
            verifier.VerifyAsync(s_hash, "open sesame"u8, s_attacker, CancellationToken.None).AsTask();
        Assert.False(refused.IsCompleted);
        _time.Advance(PasswordVerifier.RefusalDelay);
        Assert.Equal(PasswordVerdict.Busy, await refused);

        // The connections end: nobody's turn is wasted on them.
        await gone.CancelAsync();
        Assert.Equal(PasswordVerdict.Right, await Try(verifier, "open sesame"));
        foreach (Task<PasswordVerdict> attempt in waiting)
        {
            await attempt.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        Assert.True(waiting.Count(attempt => attempt.IsCanceled) >= PasswordVerifier.WaitingPerSource - 4);
        Assert.Equal(PasswordVerdict.Right, await Try(verifier, "open sesame"));
    });

    private static ValueTask<PasswordVerdict> Try(PasswordVerifier verifier, string password) =>
        verifier.VerifyAsync(s_hash, System.Text.Encoding.UTF8.GetBytes(password), s_operator, CancellationToken.None);
}
