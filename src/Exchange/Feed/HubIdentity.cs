using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Exchange.Feed;

/// <summary>
/// The name under which this hub's records are known everywhere: <c>oai:{namespace}:{kind}/{office}/{number}</c>.
/// It is made at the first start and stays, wherever the hub moves.
/// </summary>
internal sealed partial class HubIdentity(HubDatabase database, IOptions<HubOptions> options)
{
    private string? _namespace;

    /// <summary>The namespace, a name like a domain, as the OAI identifier format asks for.</summary>
    public async Task<string> NamespaceAsync(CancellationToken ct)
    {
        if (_namespace is not null)
            return _namespace;
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return _namespace = (await connection.ExecuteScalarAsync<string>(new CommandDefinition(
            """
            insert into exchange.identity (id, namespace, since) values (1, @proposal, clock_timestamp()) on conflict (id) do nothing;
            select namespace from exchange.identity where id = 1
            """, new { proposal = Proposal() }, cancellationToken: ct)))!;
    }

    /// <summary>The epoch of this hub's records: another one than before says that it was brought back from a backup.</summary>
    public async Task<string> EpochAsync(CancellationToken ct) => (await database.QueryAsync<Guid>("select epoch from records.feed where id = 1", new { }, ct))[0].ToString("N");

    /// <summary>The identifier of a record.</summary>
    public async Task<string> IdentifierAsync(RecordKey key, CancellationToken ct) => Identifier(await NamespaceAsync(ct), key);

    public static string Identifier(string name, RecordKey key) => $"oai:{name}:{key}";

    /// <summary>The record that an identifier of this hub names, or null.</summary>
    public async Task<RecordKey?> KeyAsync(string? identifier, CancellationToken ct)
    {
        var before = $"oai:{await NamespaceAsync(ct)}:";
        return identifier?.StartsWith(before, StringComparison.Ordinal) == true ? RecordKey.Parse(identifier[before.Length..]) : null;
    }

    private string Proposal()
    {
        var host = options.Value.PublicUrl is { } url && Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Host : "";
        return Domain().IsMatch(host) ? host : $"hub-{Guid.NewGuid().ToString("N")[..8]}.zhishu";
    }

    // oai-identifier.xsd, namespaceIdentifierType.
    [GeneratedRegex(@"^[a-zA-Z][a-zA-Z0-9\-]*(\.[a-zA-Z][a-zA-Z0-9\-]*)+$")]
    private static partial Regex Domain();
}
