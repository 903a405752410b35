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
    /// <summary>Code of what is counted: member, region, service, channel, month.</summary>
    public string Value { get; init; } = "";

    /// <summary>Label of it.</summary>
    public string Label { get; set; } = "";

    public long Services { get; init; }

    public long Persons { get; init; }

    public long Minutes { get; init; }

    /// <summary>Median hours from asking to giving, without events; or null.</summary>
    public double? Hours { get; init; }

    public long Rated { get; init; }

    /// <summary>Mean rating, or null.</summary>
    public double? Stars { get; init; }
}

/// <summary>Which figures are asked for.</summary>
/// <param name="By">Dimension: month, region, item, channel, kind, member.</param>
/// <param name="From">First month, its first day.</param>
/// <param name="To">Last month, its first day.</param>
/// <param name="Region">Region code, or empty.</param>
internal sealed record FigureQuestion(string By, DateOnly From, DateOnly To, string Region)
{
    public static IReadOnlyDictionary<string, Bilingual> Dimensions { get; } = new Dictionary<string, Bilingual>
    {
        ["month"] = new("月份", "Month"),
        ["region"] = new("地区", "Region"),
        ["item"] = new("服务事项", "Service"),
        ["channel"] = new("渠道", "Channel"),
        ["kind"] = new("服务方式", "Kind"),
        ["member"] = new("机构", "Member"),
    };

    /// <summary>Reads a question; what makes no sense becomes the last twelve months by month.</summary>
    public static FigureQuestion Read(string? by, string? from, string? to, string? region, DateOnly today, Regions regions)
    {
        static DateOnly? Month(string? text) => DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", out var day) && day.Year is > 2000 and < 2200 ? day : null;
        var last = Month(to) ?? new DateOnly(today.Year, today.Month, 1);
        var first = Month(from) ?? last.AddMonths(-11);
        return new(by is not null && Dimensions.ContainsKey(by) ? by : "month", first <= last ? first : last, last, regions.Find(region) is null ? "" : region!);
    }
}

/// <summary>Service volumes, response times and satisfaction, computed from the service records (000·16–18, 004·五(四)).</summary>
internal sealed class ServiceFigures(HubDatabase database, NetworkRegister register, ServiceCatalogue catalogue, Regions regions, Visitors visitors)
{
    public static IReadOnlyDictionary<string, Bilingual> Sources { get; } = new Dictionary<string, Bilingual>
    {
        ["enquiry"] = new("咨询", "Enquiries"),
        ["lookup"] = new("查询检索", "Lookups"),
        ["event"] = new("宣传培训", "Events"),
        ["delivery"] = new("文献传递", "Document delivery"),
        ["request"] = new("专业化服务", "Professional services"),
        ["introduction"] = new("供需对接", "Introductions"),
    };

    /// <summary>Whether a person may see the figures by member: their own, an officer those of the region.</summary>
    public bool MayByMember => visitors.Current is { } person && (person.Organisations.Count > 0 || person.Offices.Count > 0 || person.Has(Duty.Evaluator));

    public async Task<IReadOnlyList<ServiceFigure>> ReadAsync(FigureQuestion question, CancellationToken ct)
    {
        var members = question.By == "member" ? await MembersAsync(ct) : null;
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var parameters = new DynamicParameters();
        parameters.Add("by", question.By);
        parameters.Add("from", ChinaTime.StartOf(question.From).UtcDateTime, DbType.DateTime);
        parameters.Add("to", ChinaTime.StartOf(question.To.AddMonths(1)).UtcDateTime, DbType.DateTime);
        parameters.Add("region", question.Region.Length == 0 ? null : question.Region, DbType.String);
        parameters.Add("members", members);
        var rows = (await connection.QueryAsync<ServiceFigure>(new CommandDefinition(SqlFile.Read(typeof(ServiceFigures).Assembly, "service-figures"), parameters, cancellationToken: ct))).AsList();
        var names = question.By == "member" ? await NamesAsync([.. rows.Select(row => Guid.Parse(row.Value))], ct) : null;
        foreach (var row in rows)
        {
            row.Label = question.By switch
            {
                "member" => names!.GetValueOrDefault(Guid.Parse(row.Value), row.Value),
                "region" => regions.NameOf(row.Value),
                "item" => catalogue.Find(row.Value)?.Name ?? row.Value,
                "channel" => ServiceCatalogue.Channels.TryGetValue(row.Value, out var channel) ? channel.ToString() : row.Value,
                "kind" => Sources.TryGetValue(row.Value, out var source) ? source.ToString() : row.Value,
                _ => row.Value,
            };
        }

        return rows;
    }

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
            links.Add(new(12, "/services/given", new("服务记录", "Services given")));
        if (person.Organisations.Count > 0 || person.Offices.Count > 0 || person.Has(Duty.Evaluator))
            links.Add(new(60, "/service-figures?by=member", new("服务统计", "Service figures")));
        return Task.FromResult<WorkbenchContent>(new([], [], [], links));
    }
}
