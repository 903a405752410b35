using System.Linq.Expressions;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;

namespace Zhishu.Cases;

/// <summary>Where a column stands in a row of the page.</summary>
public enum Place
{
    /// <summary>The name of the row, which leads to its page.</summary>
    Title,

    /// <summary>Beside the name: how it stands.</summary>
    Badge,

    /// <summary>Below the name.</summary>
    Text,

    /// <summary>In the small line at the end.</summary>
    Meta,

    /// <summary>In files only.</summary>
    File,
}

/// <summary>A column of a list: once, for the page, CSV, XLSX and JSON.</summary>
/// <typeparam name="T">A row.</typeparam>
/// <param name="Key">Name in JSON.</param>
/// <param name="Head">Head.</param>
/// <param name="Place">Where it stands in the page.</param>
/// <param name="Show">What it says of a row; empty for nothing.</param>
public sealed record Column<T>(string Key, Bilingual Head, Place Place, Func<T, string> Show);

/// <summary>A question that a list takes.</summary>
/// <typeparam name="T">A row.</typeparam>
/// <param name="Name">Name in the address.</param>
/// <param name="Label">Label.</param>
/// <param name="Where">Narrows the rows; is given only values that make sense.</param>
public sealed record Filter<T>(string Name, Bilingual Label, Func<IQueryable<T>, string, IQueryable<T>> Where)
{
    /// <summary>Codes with labels, or null where something is typed.</summary>
    public IReadOnlyDictionary<string, Bilingual>? Options { get; init; }

    /// <summary>Choices that are in the rows themselves, such as who works on them; or null.</summary>
    public Func<IQueryable<T>, CancellationToken, Task<IReadOnlyDictionary<string, Bilingual>>>? OptionsIn { get; init; }

    /// <summary>Type of the input; <c>region</c> for one that takes names of regions.</summary>
    public string Type { get; init; } = "text";

    /// <summary>What it says when nothing is asked.</summary>
    public Bilingual Empty { get; init; } = new("全部");

    /// <summary>Whether with a value nothing is left out that was not asked; null: where a text is looked for.</summary>
    public Func<string, bool>? Lifts { get; init; }

    /// <summary>What it narrows to when nothing is asked of it and nothing lifts that, or null.</summary>
    public Func<IQueryable<T>, IQueryable<T>>? Unasked { get; init; }

    /// <summary>Rows of one state; those in some of them when nothing is asked, unless a text is looked for.</summary>
    public static Filter<T> State<TState>(Func<TState, Bilingual> label, Expression<Func<T, TState>> state, Expression<Func<T, bool>> open)
        where TState : struct, Enum
    {
        var all = State(label, state);
        return all with
        {
            Options = all.Options!.Prepend(new("all", new("全部"))).ToDictionary(),
            Where = (rows, value) => value == "all" ? rows : all.Where(rows, value),
            Empty = new("未办结；查找时全部"),
            Unasked = rows => rows.Where(open),
        };
    }

    /// <summary>Rows of one state.</summary>
    public static Filter<T> State<TState>(Func<TState, Bilingual> label, Expression<Func<T, TState>> state)
        where TState : struct, Enum =>
        new("state", new("状态"), (rows, value) => rows.Where(Equal(state, Enum.Parse<TState>(value))))
        {
            Options = Enum.GetValues<TState>().ToDictionary(one => one.ToString(), label),
        };

    /// <summary>Rows from a day or up to it, in China time.</summary>
    public static Filter<T> Day(string name, Bilingual label, Expression<Func<T, DateTimeOffset>> at, bool from) =>
        new(name, label, (rows, value) => rows.Where(Compare(at, ChinaTime.StartOf(DateOnly.ParseExact(value, "O").AddDays(from ? 0 : 1)), from))) { Type = "date" };

    internal bool Takes(string value) => value.Length is > 0 and <= 100 && !value.Any(char.IsControl) && (Options is { } options ? options.ContainsKey(value)
        : Type != "date" || (DateOnly.TryParseExact(value, "O", out var day) && day.Year is > 1900 and < 9999));

    private static Expression<Func<T, bool>> Equal<TState>(Expression<Func<T, TState>> of, TState value) =>
        Expression.Lambda<Func<T, bool>>(Expression.Equal(of.Body, Expression.Constant(value)), of.Parameters);

    private static Expression<Func<T, bool>> Compare(Expression<Func<T, DateTimeOffset>> at, DateTimeOffset day, bool from)
    {
        // As a parameter, so that every day has the same plan.
        Expression<Func<DateTimeOffset>> value = () => day;
        return Expression.Lambda<Func<T, bool>>(from ? Expression.GreaterThanOrEqual(at.Body, value.Body) : Expression.LessThan(at.Body, value.Body), at.Parameters);
    }
}

/// <summary>A list: what it asks, what it shows, in which order.</summary>
/// <typeparam name="T">A row.</typeparam>
/// <param name="name">Name of its files.</param>
/// <param name="columns">Columns.</param>
/// <param name="filters">Questions.</param>
/// <param name="order">Order of the rows, newest first.</param>
public sealed class Listing<T>(string name, IReadOnlyList<Column<T>> columns, IReadOnlyList<Filter<T>> filters, Func<IQueryable<T>, IOrderedQueryable<T>> order)
    where T : class
{
    /// <summary>Rows on a page.</summary>
    public const int Size = 30;

    /// <summary>Columns.</summary>
    public IReadOnlyList<Column<T>> Columns => columns;

    /// <summary>The rows of a question; what makes no sense in it is passed over.</summary>
    public IQueryable<T> Ask(IQueryable<T> rows, IQueryCollection query)
    {
        var lifted = filters.Any(filter => Asked(filter, query) is { Length: > 0 } value
            && (filter.Lifts is { } lifts ? lifts(value) : filter is { Options: null, OptionsIn: null, Type: "text" }));
        return order(filters.Aggregate(rows.AsNoTracking(), (left, filter) => Asked(filter, query) is { Length: > 0 } value ? filter.Where(left, value)
            : filter.Unasked is { } unasked && !lifted ? unasked(left) : left));
    }

    /// <summary>A page of the list as it is drawn.</summary>
    /// <param name="rows">What the person may see.</param>
    /// <param name="query">The question.</param>
    /// <param name="address">Address of a row; empty for one that is not to be opened.</param>
    /// <param name="path">Address of the list.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<ListView> PageAsync(IQueryable<T> rows, IQueryCollection query, Func<T, string> address, string path, CancellationToken ct)
    {
        var found = Ask(rows, query);
        _ = int.TryParse(query["page"], out var page);
        var total = await found.CountAsync(ct);
        var shown = await found.Skip(Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        var asked = new List<ListFilter>();
        foreach (var filter in filters)
            asked.Add(new(filter.Name, filter.Label, filter.OptionsIn is { } read ? await read(rows, ct) : filter.Options, filter.Type, Asked(filter, query), filter.Empty));
        return new(
            asked,
            [.. shown.Select(row => new ListRow(address(row),
                [.. columns.Where(column => column.Place != Place.File).Select(column => (column.Place, column.Head, column.Show(row)))]))],
            total, path);
    }

    /// <summary>The same rows as a file: <c>csv</c>, <c>xlsx</c> or <c>json</c>; 404 for others.</summary>
    public IResult File(IQueryable<T> rows, IQueryCollection query, string format)
    {
        var found = Ask(rows, query).AsAsyncEnumerable();
        return format == "json"
            ? Results.Json(found.Select(row => columns.ToDictionary(column => column.Key, column => column.Show(row))), JsonColumn.Options)
            : TableFile.Answer(format, name, [.. columns.Select(column => column.Head.ToString())],
                found.Select(row => (IReadOnlyList<string>)[.. columns.Select(column => column.Show(row))]));
    }

    private static string Asked(Filter<T> filter, IQueryCollection query)
    {
        var value = SafeText.Line(query[filter.Name].FirstOrDefault() ?? "");
        return filter.Takes(value) ? value : "";
    }
}

/// <summary>A question as it is drawn.</summary>
/// <param name="Name">Name in the address.</param>
/// <param name="Label">Label.</param>
/// <param name="Options">Codes with labels, or null.</param>
/// <param name="Type">Type of the input.</param>
/// <param name="Value">What was asked; empty for nothing.</param>
/// <param name="Empty">What it says when nothing is asked.</param>
public sealed record ListFilter(string Name, Bilingual Label, IReadOnlyDictionary<string, Bilingual>? Options, string Type, string Value, Bilingual Empty);

/// <summary>A row as it is drawn.</summary>
/// <param name="Url">Its page; empty when it is not to be opened.</param>
/// <param name="Cells">What it says, where, under which head.</param>
public sealed record ListRow(string Url, IReadOnlyList<(Place Place, Bilingual Head, string Text)> Cells)
{
    /// <summary>What stands at a place.</summary>
    public IEnumerable<(Bilingual Head, string Text)> At(Place place) => Cells.Where(cell => cell.Place == place && cell.Text.Length > 0).Select(cell => (cell.Head, cell.Text));
}

/// <summary>A page of a list as <c>/Cases/_List.cshtml</c> draws it.</summary>
/// <param name="Filters">Questions.</param>
/// <param name="Rows">Rows of the page.</param>
/// <param name="Total">Rows in all.</param>
/// <param name="Path">Address of the list; its files have <c>.csv</c>, <c>.xlsx</c>, <c>.json</c> after it.</param>
public sealed record ListView(IReadOnlyList<ListFilter> Filters, IReadOnlyList<ListRow> Rows, int Total, string Path)
{
    /// <summary>Whether something was asked.</summary>
    public bool IsAsked => Filters.Any(filter => filter.Value.Length > 0);
}
