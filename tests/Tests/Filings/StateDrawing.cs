using System.Text;
using Zhishu.Filings.Dossiers;

namespace Zhishu.Tests.Filings;

/// <summary>Draws the transition tables for the docs, so that picture and program cannot differ.</summary>
internal static class StateDrawing
{
    public static string Draw()
    {
        var text = new StringBuilder("# States of filings\n\nDrawn from the transition tables in `src/Filings/Dossiers` by a test; `DRAW_STATES=1 ./test` writes it anew.\n");
        Add(text, FilingLifecycle.Table);
        Add(text, LifeLifecycles.Registration);
        Add(text, LifeLifecycles.Change);
        Add(text, LifeLifecycles.Report);
        Add(text, LifeLifecycles.Objection);
        return text.ToString();
    }

    private static void Add<TState, TAct>(StringBuilder text, Lifecycle<TState, TAct> table)
        where TState : struct, Enum
        where TAct : struct, Enum
    {
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n## {table.Title.Zh} ({table.Title.En})\n\n```mermaid\nstateDiagram-v2\n");
        foreach (var state in Enum.GetValues<TState>())
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {state}: {table.Label(state).Zh}\n");
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  [*] --> {table.Rows[0].From}\n");
        foreach (var group in table.Rows.GroupBy(row => (row.From, row.To)))
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {group.Key.From} --> {group.Key.To}: {string.Join("、", group.Select(row => table.Label(row.Act).Zh).Distinct())}\n");
        foreach (var state in Enum.GetValues<TState>().Where(table.IsFinal))
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {state} --> [*]\n");
        text.Append("```\n\n| from | act | who | to | told | must hold |\n|---|---|---|---|---|---|\n");
        foreach (var row in table.Rows)
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"| {table.Label(row.From).Zh} | {table.Label(row.Act).Zh} | {row.Who} | {table.Label(row.To).Zh}{(row.With is { } with ? $" (schemes "
                + $"with {with})" : "")}{(row.Without is { } without ? $" (schemes without {without})" : "")} | {row.Tell} | {row.Guard} |\n");
    }
}
