using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Zhishu.App;
using Zhishu.Foundation;
using Zhishu.Foundation.Processes;

namespace Zhishu.Tests.Foundation;

/// <summary>Nothing dies in silence: background works go on whatever is thrown at them, and say how they stand.</summary>
[Collection(ServerCollection.Name)]
public sealed class LoopTests(TestServer hub)
{
    [Fact]
    public async Task A_work_goes_on_after_every_kind_of_failure_and_tells_of_them()
    {
        var loops = new Loops(TimeProvider.System, NullLogger<Loops>.Instance);
        using var stop = new CancellationTokenSource();
        var runs = 0;

        // A cancellation that is not its own stop ended such a work for ever.
        Exception[] failures = [new InvalidOperationException("一"), new OperationCanceledException("二"), new TaskCanceledException("三"), new OutOfMemoryException("四")];
        var seen = new List<int>();
        var running = loops.RunAsync(new("test", Bilingual.Of("测试", "Test"), TimeSpan.FromMilliseconds(1)) { LongestPause = TimeSpan.FromMilliseconds(10) }, _ =>
        {
            seen.Add(loops.States.Single().Failures);
            if (runs < failures.Length && failures[runs++] is { } failure)
                throw failure;
            stop.Cancel();
            return Task.CompletedTask;
        }, stop.Token);
        await running;
        Assert.Equal([0, 1, 2, 3, 4], seen);
        Assert.Equal(0, loops.States.Single().Failures);
        Assert.NotNull(loops.States.Single().LastGood);
    }

    [Fact]
    public void Failures_are_followed_by_longer_pauses_up_to_the_longest_of_the_work()
    {
        var kind = new LoopKind("test", Bilingual.Of("测试", "Test"), TimeSpan.FromSeconds(2));
        Assert.Equal([4, 8, 128, 300, 300], new[] { 1, 2, 6, 8, 1000 }.Select(failures => (int)Loops.PauseAfter(kind, failures).TotalSeconds));
        Assert.Equal([4, 8, 15, 15], new[] { 1, 2, 3, 1000 }.Select(failures => (int)Loops.PauseAfter(kind with { LongestPause = TimeSpan.FromSeconds(15) }, failures).TotalSeconds));
        Assert.Equal(TimeSpan.FromHours(6), Loops.PauseAfter(kind with { Pause = TimeSpan.FromHours(6) }, 1));
    }

    [Fact]
    public async Task A_work_that_fails_again_and_again_is_named()
    {
        var clock = new Clock(new DateTimeOffset(2026, 11, 26, 0, 0, 0, TimeSpan.Zero));
        var loops = new Loops(clock, NullLogger<Loops>.Instance);
        using var stop = new CancellationTokenSource();
        var tries = 0;
        await loops.RunAsync(new("broken", Bilingual.Of("坏的", "Broken"), TimeSpan.FromMilliseconds(1)) { LongestPause = TimeSpan.FromMilliseconds(10) }, _ =>
        {
            if (++tries == 3)
                stop.Cancel();
            throw new InvalidOperationException("no");
        }, stop.Token);
        Assert.Equal("broken", Assert.Single(loops.Unwell).Kind.Name);
    }

    [Fact]
    public async Task A_line_on_which_a_reader_fails_is_set_aside_and_can_be_tried_again()
    {
        await using var scratch = await hub.ScratchAsync();
        var reader = new Choosy();
        await using var services = new ServiceCollection().AddLogging().AddHub(scratch.Database, new HubOptions { DataFolder = scratch.Folder })
            .AddSingleton<IProcessSubscriber>(reader).BuildServiceProvider();
        // The trail's first line names its key.
        for (var i = 1; i <= 5; i++)
        {
            await using var scope = services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ProcessLog>().WriteAsync("test", Actor.Operator, new Subject("test", $"{i}", i == 3 ? "毒" : "好"), null, CancellationToken.None);
        }

        var runner = services.GetRequiredService<SubscriberRunner>();
        for (var tries = 1; tries < SetAside.MostTries; tries++)
            await Assert.ThrowsAsync<InvalidOperationException>(() => runner.CatchUpAsync(CancellationToken.None));
        Assert.Equal([1, 2, 3], reader.Heard);
        await runner.CatchUpAsync(CancellationToken.None);
        // Behind it, and on to the line of the trail that tells of it.
        Assert.Equal([1, 2, 3, 5, 6, 7], reader.Heard);
        Assert.Equal("hub.setAside 4 choosy", await scratch.ScalarAsync<string>("select type || ' ' || subject_id || ' ' || subject_name from foundation.process where seq = 7"));

        var aside = services.GetRequiredService<SetAside>();
        var line = Assert.Single(await aside.ListAsync(CancellationToken.None));
        Assert.Equal(("choosy", 4L, SetAside.MostTries, "cannot read 毒"), (line.Subscriber, line.Seq, line.Tries, line.Fault));
        Assert.Equal("cannot read 毒", await aside.TryAgainAsync("choosy", 4, CancellationToken.None));
        reader.Cured = true;
        Assert.Null(await aside.TryAgainAsync("choosy", 4, CancellationToken.None));
        Assert.Equal([1, 2, 3, 5, 6, 7, 4], reader.Heard);
        Assert.Empty(await aside.ListAsync(CancellationToken.None));
    }

    private sealed class Choosy : IProcessSubscriber
    {
        private readonly List<long> _heard = [];

        public string Name => "choosy";

        public bool Cured { get; set; }

        public IReadOnlyList<long> Heard => _heard;

        public Task HandleAsync(IReadOnlyList<AuditEntry> entries, DbTransaction transaction, CancellationToken ct)
        {
            if (!Cured && entries.Any(entry => entry.SubjectName == "毒"))
                throw new InvalidOperationException("cannot read 毒");
            _heard.AddRange(entries.Select(entry => entry.Seq));
            return Task.CompletedTask;
        }
    }
}
