using System.Diagnostics;
using Zhishu.Tests.Index;

namespace Zhishu.Bench;

/// <summary>What must never happen to the index, tried for long.</summary>
internal static class IndexFaults
{
    public static void Kills(int kills)
    {
        var folder = Directory.CreateTempSubdirectory("zhishu-bench-").FullName;
        var child = new ProcessStartInfo("dotnet", [typeof(IndexFaults).Assembly.Location, "kill-child", folder]) { RedirectStandardOutput = true };
        var changes = IndexKills.Run(folder, child, kills);
        Console.WriteLine($"{kills} kills: the index opened each time, every checksum was right, and it held what its commit says; {changes:N0} changes in all");
        Directory.Delete(folder, recursive: true);
    }

    public static void Damage(TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var first = Environment.TickCount & 0xFFFFFF;
        var seed = first;
        var (asked, refused) = (0L, 0L);
        for (; watch.Elapsed < time; seed++)
        {
            var folder = Directory.CreateTempSubdirectory("zhishu-bench-").FullName;
            var damage = new IndexDamage(seed, folder);
            damage.Build();
            foreach (var extension in new[] { "terms", "docs", "pos", "cols" })
                damage.Run(extension, 100);
            asked += damage.Questioned.Asked;
            refused += damage.Questioned.Refused;
            Directory.Delete(folder, recursive: true);
        }

        Console.WriteLine($"{seed - first:N0} indexes damaged, {asked:N0} questions in {watch.Elapsed.TotalMinutes:0.0} minutes: {refused:N0} refused, the others answered (seeds from {first})");
    }

    public static void Fuzz(TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var (seed, questions) = (Environment.TickCount & 0xFFFFFF, 0);
        var first = seed;
        for (; watch.Elapsed < time; seed++)
        {
            var folder = Directory.CreateTempSubdirectory("zhishu-bench-").FullName;
            var fuzz = new IndexFuzz(seed, folder);
            fuzz.Run();
            questions += fuzz.Questions;
            Directory.Delete(folder, recursive: true);
        }

        Console.WriteLine($"{seed - first:N0} random indexes, {questions:N0} random questions in {watch.Elapsed.TotalMinutes:0.0} minutes: no difference (seeds from {first})");
    }
}
