using System.Text;
using Zhishu.Delivery;
using Zhishu.Enquiries;
using Zhishu.Enquiries.Feedback;
using Zhishu.Foundation;
using Zhishu.Requests;
using Zhishu.Requests.Board;
using Zhishu.Resources;
using Zhishu.Training;

namespace Zhishu.Tests.Services;

/// <summary>The transition tables of the services: every state can be reached, and the docs show them as they are.</summary>
public sealed class StateTests
{
    [Fact]
    public void Every_state_can_be_reached()
    {
        Reach(EnquiryLifecycle.Table);
        Reach(EventLifecycle.Table);
        Reach(OrderLifecycle.Table);
        Reach(RequestLifecycle.Table);
        Reach(ResourceLifecycle.Table);
        Reach(Introduction.Table);
        Reach(Opinion.Table);
    }

    [Fact]
    public async Task The_docs_show_the_states_as_they_are()
    {
        var path = Path.Combine(Repository.Root, "docs", "states", "services.md");
        var drawn = Draw();
        if (Environment.GetEnvironmentVariable("DRAW_STATES") == "1")
            await File.WriteAllTextAsync(path, drawn);
        Assert.Equal(drawn, await File.ReadAllTextAsync(path));
    }

    private static string Draw()
    {
        var text = new StringBuilder("# States of the services\n\nDrawn from the transition tables by a test; `DRAW_STATES=1 ./test` writes it anew.\n");
        Add(text, EnquiryLifecycle.Table);
        Add(text, EventLifecycle.Table);
        Add(text, OrderLifecycle.Table);
        Add(text, RequestLifecycle.Table);
        Add(text, ResourceLifecycle.Table);
        Add(text, Introduction.Table);
        Add(text, Opinion.Table);
        return text.ToString();
    }

    private static void Add<TState, TAct, TWho>(StringBuilder text, StateTable<TState, TAct, TWho> table)
        where TState : struct, Enum
        where TAct : struct, Enum
        where TWho : struct, Enum
    {
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n## {table.Title.Zh} ({table.Title.En})\n\n```mermaid\nstateDiagram-v2\n");
        foreach (var state in Enum.GetValues<TState>())
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {state}: {table.Label(state).Zh}\n");
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  [*] --> {table.Rows[0].From}\n");
        foreach (var group in table.Rows.GroupBy(row => (row.From, row.To)))
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {group.Key.From} --> {group.Key.To}: {string.Join("、", group.Select(row => table.Label(row.Act).Zh).Distinct())}\n");
        foreach (var state in Enum.GetValues<TState>().Where(table.IsFinal))
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {state} --> [*]\n");
        text.Append("```\n\n| from | act | who | to |\n|---|---|---|---|\n");
        foreach (var row in table.Rows)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {table.Label(row.From).Zh} | {table.Label(row.Act).Zh} | {row.Who} | {table.Label(row.To).Zh} |\n");
    }

    private static void Reach<TState, TAct, TWho>(StateTable<TState, TAct, TWho> table)
        where TState : struct, Enum
        where TAct : struct, Enum
        where TWho : struct, Enum
    {
        var reached = new HashSet<TState> { table.Rows[0].From };
        while (table.Rows.Any(row => reached.Contains(row.From) && reached.Add(row.To)))
        {
        }

        Assert.Equal(Enum.GetValues<TState>().Order(), reached.Order());
    }
}
