using System.Globalization;
using System.Text;
using Zhishu.Foundation;

namespace Zhishu.Tests.Cases;

/// <summary>Draws state machines for the docs from their rows, so that picture and program cannot differ.</summary>
internal static class StatePictures
{
    /// <summary>Compares a picture with the program; <c>DRAW_STATES=1</c> draws it anew.</summary>
    public static async Task CheckAsync(string file, string title, IEnumerable<IStateMachine> machines)
    {
        var path = Path.Combine(Repository.Root, "docs", "states", file);
        var text = new StringBuilder($"# {title}\n\nDrawn from the transition tables by a test; `DRAW_STATES=1 ./test` writes it anew.\n");
        foreach (var machine in machines)
            Add(text, machine);
        if (Environment.GetEnvironmentVariable("DRAW_STATES") == "1")
            await File.WriteAllTextAsync(path, text.ToString());
        Assert.Equal(text.ToString(), await File.ReadAllTextAsync(path));
    }

    /// <summary>The states that cannot be reached, and the targets that are no states.</summary>
    public static IEnumerable<string> Unreached(IStateMachine machine)
    {
        var reached = machine.First.Split(' ').ToHashSet();
        while (machine.Drawn.Where(row => reached.Contains(row.From)).SelectMany(row => row.To).ToList().Exists(reached.Add))
        {
        }

        var states = machine.States.Select(state => state.Code).ToHashSet();
        return states.Except(reached).Concat(reached.Except(states));
    }

    private static void Add(StringBuilder text, IStateMachine machine)
    {
        var (labels, rows) = (machine.States.ToDictionary(state => state.Code, state => state.Label.Zh), machine.Drawn);
        text.Append(CultureInfo.InvariantCulture, $"\n## {machine.Title.Zh} ({machine.Title.En})\n\n```mermaid\nstateDiagram-v2\n");
        foreach (var (code, label) in machine.States)
            text.Append(CultureInfo.InvariantCulture, $"  {code}: {label.Zh}\n");
        foreach (var first in machine.First.Split(' '))
            text.Append(CultureInfo.InvariantCulture, $"  [*] --> {first}\n");
        foreach (var group in rows.SelectMany(row => row.To.Select(to => (row.From, To: to, row.Act.Zh))).GroupBy(arrow => (arrow.From, arrow.To)))
            text.Append(CultureInfo.InvariantCulture, $"  {group.Key.From} --> {group.Key.To}: {string.Join("、", group.Select(arrow => arrow.Zh).Distinct())}\n");
        foreach (var state in labels.Keys.Where(state => rows.All(row => row.From != state)))
            text.Append(CultureInfo.InvariantCulture, $"  {state} --> [*]\n");
        var more = rows.Any(row => row.Tell.Length + row.Needs.Length > 0);
        text.Append("```\n\n| from | act | who | to |").Append(more ? " told | needs |\n|---|---|---|---|---|---|\n" : "\n|---|---|---|---|\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {labels[row.From]} | {row.Act.Zh} | {row.Who} | {string.Join("、", row.To.Select(to => labels[to]))} |");
            text.Append(more ? $" {row.Tell} | {row.Needs} |\n" : "\n");
        }
    }
}
