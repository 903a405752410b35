using System.Data;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Dapper;
using Zhishu.Foundation.Audit;
using Zhishu.Foundation.Processes;

namespace Zhishu.Foundation;

/// <summary>One line of the audit trail.</summary>
public sealed record AuditEntry
{
    /// <summary>Place in the chain, from 1 without gaps.</summary>
    public long Seq { get; init; }

    /// <summary>When, to the microsecond, UTC.</summary>
    public DateTime At { get; init; }

    /// <summary>What happened.</summary>
    public string Type { get; init; } = "";

    /// <summary>Account of the actor, or null.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>Name of the actor.</summary>
    public string ActorName { get; init; } = "";

    /// <summary>Network address, or null.</summary>
    public string? Address { get; init; }

    /// <summary>Kind of the subject.</summary>
    public string SubjectKind { get; init; } = "";

    /// <summary>Identity of the subject.</summary>
    public string SubjectId { get; init; } = "";

    /// <summary>Name of the subject.</summary>
    public string SubjectName { get; init; } = "";

    /// <summary>The organisation concerned, or null.</summary>
    public Guid? About { get; init; }

    /// <summary>Why, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>State before, JSON, or null.</summary>
    public string? Before { get; init; }

    /// <summary>State after, JSON, or null.</summary>
    public string? After { get; init; }

    /// <summary>Messages sent, JSON, or null.</summary>
    public string? Notices { get; init; }

    /// <summary>Hash over this line and the one before.</summary>
    public byte[] Hash { get; init; } = [];

    /// <summary>The messages it sends.</summary>
    public IReadOnlyList<ProcessNotice> Messages() => Notices is null ? [] : JsonSerializer.Deserialize<List<ProcessNotice>>(Notices, JsonColumn.Options)!;
}

/// <summary>Which lines of the trail are asked for; nulls ask for all.</summary>
/// <param name="Text">Part of the name of an actor or subject, or the beginning of a type.</param>
/// <param name="From">First day, China time.</param>
/// <param name="To">Last day, China time.</param>
/// <param name="Subject">Kind and identity of one subject.</param>
/// <param name="About">One organisation.</param>
public sealed record AuditQuestion(string? Text = null, DateOnly? From = null, DateOnly? To = null, (string Kind, string Id)? Subject = null, Guid? About = null);

/// <summary>What the check of the chain found.</summary>
/// <param name="Lines">Lines that are whole.</param>
/// <param name="Broken">The first line that does not fit, or null.</param>
/// <param name="Head">Hash of the last line, hexadecimal: who keeps it elsewhere can tell later whether the end was cut off.</param>
public sealed record AuditVerdict(long Lines, long? Broken, string Head)
{
    /// <summary>What else is wrong: a key that is not here, an anchor that does not fit, an end that is missing.</summary>
    public IReadOnlyList<Bilingual> Faults { get; init; } = [];

    /// <summary>What is to be known and no fault: since when there is a key, what was restored.</summary>
    public IReadOnlyList<Bilingual> Notes { get; init; } = [];

    /// <summary>Whether the faults are of keys that are not here and of nothing else: what they cover cannot be proved, and nothing speaks against it.</summary>
    internal bool OnlyKeysAreLost { get; init; }

    /// <summary>Whether everything fits.</summary>
    public bool IsWhole => Broken is null && Faults.Count == 0;
}

/// <summary>Reads the audit trail; nothing here can change it.</summary>
public sealed class AuditTrail(HubDatabase database, AuditKeys keys)
{
    private const string Where = """
        where (@text::text is null or actor_name ilike @part or subject_name ilike @part or starts_with(type, @text))
          and (@from::timestamptz is null or at >= @from) and (@to::timestamptz is null or at < @to)
          and (@kind::text is null or (subject_kind = @kind and subject_id = @subject))
          and (@about::uuid is null or about = @about)
        """;

    /// <summary>Lines in order, the newest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditQuestion question, int from, int size, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var parameters = Parameters(question);
        parameters.AddDynamicParams(new { offset = from, size });
        return [.. await connection.QueryAsync<AuditEntry>(
            new CommandDefinition($"select {ProcessChain.Columns} from foundation.process {Where} order by seq desc offset @offset limit @size", parameters, cancellationToken: ct))];
    }

    /// <summary>Number of lines.</summary>
    public async Task<long> CountAsync(AuditQuestion question, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition($"select count(*) from foundation.process {Where}", Parameters(question), cancellationToken: ct));
    }

    /// <summary>All lines asked for, the oldest first, read as they are needed.</summary>
    public async IAsyncEnumerable<AuditEntry> StreamAsync(AuditQuestion question, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await foreach (var row in connection.QueryUnbufferedAsync<AuditEntry>($"select {ProcessChain.Columns} from foundation.process {Where} order by seq", Parameters(question)).WithCancellation(ct))
            yield return row;
    }

    /// <summary>Computes the whole chain anew and compares it with the heads that were noted outside of the database.</summary>
    /// <param name="ct">Cancels.</param>
    /// <param name="anchors">A file of anchors that was kept elsewhere; null for the hub's own.</param>
    public async Task<AuditVerdict> VerifyAsync(CancellationToken ct, string? anchors = null)
    {
        var check = new ChainCheck(keys, anchors is null ? keys.Anchors : new AnchorFile(anchors));
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await foreach (var row in connection.QueryUnbufferedAsync<ProcessRow>(
            $"select {ProcessChain.Columns}, id, previous_hash as PreviousHash from foundation.process order by seq").WithCancellation(ct))
        {
            if (!check.Take(row))
                break;
        }

        return check.Verdict();
    }

    private static DynamicParameters Parameters(AuditQuestion question)
    {
        var parameters = new DynamicParameters();
        var text = SafeText.OrNull(question.Text);
        parameters.Add("text", text, DbType.String);
        parameters.Add("part", text is null ? null : Like.Part(text), DbType.String);
        parameters.Add("from", question.From is { } from ? ChinaTime.StartOf(from).UtcDateTime : null, DbType.DateTime);
        parameters.Add("to", question.To is { } to && to < DateOnly.MaxValue ? ChinaTime.StartOf(to.AddDays(1)).UtcDateTime : null, DbType.DateTime);
        parameters.Add("kind", question.Subject?.Kind, DbType.String);
        parameters.Add("subject", question.Subject?.Id, DbType.String);
        parameters.Add("about", question.About, DbType.Guid);
        return parameters;
    }
}
