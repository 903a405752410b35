using System.Data;
using System.Data.Common;
using Dapper;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.ServiceDirectory.Figures;

/// <summary>One line of the figures.</summary>
internal sealed record ServiceFigure
{
    /// <summary>Code of what is counted: member, region, service, channel, month; empty when the records do not tell.</summary>
    public string Value { get; init; } = "";

    /// <summary>Label of it.</summary>
    public string Label { get; set; } = "";

    /// <summary>Code in the second dimension; empty without one.</summary>
    public string Other { get; init; } = "";

    /// <summary>Label of that.</summary>
    public string OtherLabel { get; set; } = "";

    public long Services { get; init; }

    /// <summary>How many of the services staff typed in.</summary>
    public long ByHand { get; init; }

    public long Persons { get; init; }

    public long Minutes { get; init; }

    /// <summary>Median hours from asking to giving, without events and what was typed in; or null.</summary>
    public double? Hours { get; init; }

    /// <summary>Given by the time they were due.</summary>
    public long InTime { get; init; }

    /// <summary>Given after it, or not yet given and overdue.</summary>
    public long Late { get; init; }

    /// <summary>Asked in the time and not yet answered, overdue or not.</summary>
    public long Waiting { get; init; }

    /// <summary>Share of those due that were given in time; null when none was due.</summary>
    public double? OnTime => InTime + Late == 0 ? null : InTime / (double)(InTime + Late);

    public long Rated { get; init; }

    /// <summary>Mean rating, or null.</summary>
    public double? Stars { get; init; }
}

/// <summary>Service volumes, response times and satisfaction, computed from the service records and what waits for an answer (000·16–18, 004·五(四)).</summary>
internal sealed class ServiceFigures(HubDatabase database, NetworkRegister register, ServiceCatalogue catalogue, Regions regions, IEnumerable<WaitingCases> waiting,
    Visitors visitors, TimeProvider clock)
{
    public static IReadOnlyDictionary<string, Bilingual> Sources { get; } = new Dictionary<string, Bilingual>
    {
        ["enquiry"] = new("咨询"),
        ["lookup"] = new("Lookups|查询检索"),
        ["event"] = new("宣传培训"),
        ["delivery"] = new("文献传递"),
        ["request"] = new("专业化服务"),
        ["introduction"] = new("Introductions|供需对接"),
    };

    /// <summary>Whether a person may see the figures by member: their own, an officer those of the region.</summary>
    public bool MayByMember => visitors.Current is { } person && (person.Organisations.Count > 0 || person.Offices.Count > 0 || person.Has(Duty.Evaluator));

    public async Task<IReadOnlyList<ServiceFigure>> ReadAsync(FigureQuestion question, CancellationToken ct)
    {
        var members = question.HasMember ? await MembersAsync(ct) : null;
        var sql = SqlFile.Read(typeof(ServiceFigures).Assembly, "service-figures")
            .Replace("/*waiting*/", string.Concat(waiting.Select(cases => $"union all {cases.Sql} ")), StringComparison.Ordinal);
        var dimensions = FigureQuestion.Dimensions.Keys.ToList();
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var parameters = new DynamicParameters();
        parameters.Add("by", dimensions.IndexOf(question.By) + 1);
        parameters.Add("cross", dimensions.IndexOf(question.Cross) + 1);
        parameters.Add("digits", Regions.DigitsBelow(question.Region));
        parameters.Add("from", ChinaTime.StartOf(question.From).UtcDateTime, DbType.DateTime);
        parameters.Add("to", ChinaTime.StartOf(question.To.AddMonths(1)).UtcDateTime, DbType.DateTime);
        parameters.Add("now", clock.GetUtcNow().UtcDateTime, DbType.DateTime);
        foreach (var (name, value) in new[] { ("region", question.Region), ("item", question.Item), ("channel", question.Channel), ("client", question.Client) })
            parameters.Add(name, value.Length == 0 ? null : value, DbType.String);
        parameters.Add("members", members);
        var rows = (await connection.QueryAsync<ServiceFigure>(new CommandDefinition(sql, parameters, cancellationToken: ct))).AsList();
        var named = rows.SelectMany(row => new[] { row.Value, row.Other }).Where(value => Guid.TryParse(value, out _)).Select(Guid.Parse).Distinct();
        var names = question.HasMember ? await NamesAsync([.. named], ct) : [];
        foreach (var row in rows)
            (row.Label, row.OtherLabel) = (LabelOf(question.By, row.Value, names), question.Cross.Length == 0 ? "" : LabelOf(question.Cross, row.Other, names));
        return rows;
    }

    private string LabelOf(string dimension, string value, Dictionary<Guid, string> names) => (dimension, value) switch
    {
        ("member", "") => Lang.T("国家知识产权局公共服务司"),
        (_, "") => Lang.T("未说明"),
        ("member", _) => names.GetValueOrDefault(Guid.Parse(value), value),
        ("region", _) => regions.PathOf(value),
        ("item", _) => catalogue.Find(value)?.Name ?? value,
        ("channel", _) => ServiceCatalogue.Channels.TryGetValue(value, out var channel) ? channel.ToString() : value,
        ("kind", _) => Sources.TryGetValue(value, out var source) ? source.ToString() : value,
        ("client", _) => ClientKinds.Read(value) is { } client ? ClientKinds.All[client].ToString() : value,
        _ => value,
    };

    private async Task<Guid[]?> MembersAsync(CancellationToken ct)
    {
        if (visitors.Current is not { } person)
            return [];
        return person.Has(Duty.Evaluator) ? null : [.. await register.VisibleTo(person).Select(row => row.Id).ToListAsync(ct)];
    }

    private async Task<Dictionary<Guid, string>> NamesAsync(List<Guid> ids, CancellationToken ct) => await register.All().Where(row => ids.Contains(row.Id))
        .ToDictionaryAsync(row => row.Id, row => row.Name, ct);
}

/// <summary>Whom services were given to: given out; forgotten, the service stays without the person.</summary>
internal sealed class ServedPersons(ServiceBook book) : IPersonalData
{
    public string Name => "services";

    public async Task<object> ExportAsync(Guid account, CancellationToken ct) =>
        await book.All().Where(row => row.AccountId == account).Select(row => new { row.SourceKind, row.ItemCode, row.Channel, row.BeganAt, row.EndedAt, row.Outcome, row.Rating }).ToListAsync(ct);

    public Task EraseAsync(Guid account, DbTransaction transaction, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("update directory.service_record set account_id = null where account_id = @account",
        new { account }, transaction, cancellationToken: ct));
}

/// <summary>Ways from the workbench to the records and figures.</summary>
internal sealed class FigureWork : IWorkbenchPart
{
    public Task<WorkbenchContent> ReadAsync(Person person, CancellationToken ct)
    {
        var links = new List<NavItem>();
        if (person.Organisations.Count > 0)
            links.Add(new(12, "/services/given", new("服务记录")));
        if (person.Organisations.Count > 0 || person.Offices.Count > 0 || person.Has(Duty.Evaluator))
            links.Add(new(60, "/service-figures?by=member", new("服务统计")));
        return Task.FromResult<WorkbenchContent>(new([], [], [], links));
    }
}
