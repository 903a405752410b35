using System.Collections.Concurrent;
using System.Net;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.App;
using Zhishu.Filings;
using Zhishu.Foundation;
using Zhishu.Foundation.Processes;
using Zhishu.Identity;
using Zhishu.Tests.App;

namespace Zhishu.Tests;

/// <summary>A hub with the demo network of five provinces, real pages over real HTTP, and a clock that the tests move.</summary>
public class OfficeHub : IAsyncLifetime
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 20, 2, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _folder = new();
    private readonly ConcurrentDictionary<string, (CookieCollection Cookies, Guid Session)> _known = new();
    private HubDatabase _database = null!;
    private WebApplication _app = null!;

    private const string Newest = "select session.id from identity.session join identity.account on account.id = account_id where email = @email order by session.id desc limit 1";

    // Well before a session ends by itself, so that a test is not signed out in its middle.
    private const string Lasting = """
        select exists (select from identity.session join identity.account on account.id = account_id where session.id = @Session and ended_at is null and not disabled
          and seen_at > @now - interval '1 hour' and session.created_at between @now - interval '6 hours' and @now)
        """;

    /// <summary>The path below which the hub lies, such as /zhishu; empty when it has the whole host.</summary>
    protected virtual string Prefix => "";

    public Clock Clock { get; } = new(Begin);

    public Uri Address { get; private set; } = null!;

    public string Password { get; private set; } = "";

    public IServiceProvider Services => _app.Services;

    public HubDatabase Database => _database;

    /// <summary>Copies a hub into which the demo network was loaded once.</summary>
    public async Task InitializeAsync()
    {
        Password = await MadeFolder.CopyToAsync("office", _folder.Path, MakeAsync);
        await StartAsync();
    }

    private static async Task<string> MakeAsync(string data)
    {
        var hub = new OfficeHub();
        await MadeFolder.CopyToAsync(hub._folder.Path);
        await hub.StartAsync();
        var password = await hub.Services.GetRequiredService<DemoNetwork>().LoadAsync(["31", "32", "33", "34", "35"], null, CancellationToken.None);
        await hub.PassAsync();
        await hub._app.DisposeAsync();
        await hub._database.DisposeAsync();
        await MadeFolder.CopyAsync(hub._folder.Path, data);
        hub._folder.Dispose();
        return password;
    }

    private async Task StartAsync()
    {
        var settings = HubSettings.Read([
            new("Zhishu:DataFolder", _folder.Path), new("Zhishu:Urls", "http://127.0.0.1:0"), new("Zhishu:Replica", "false"), new("Zhishu:AccountTriesPerMinute", "100000"),
            new("Zhishu:WorkSecondsPerMinute", "100000"), new("Zhishu:PublicPostsPerHour", "100000"), new("Zhishu:SpacesPerHour", "100000"), new("Zhishu:HarvestFromPrivate", "true"),
            new("Zhishu:PathBase", Prefix),
        ]);
        _database = await HubDatabase.OpenAsync(settings.Options, null, HubRole.Serve, Hub.Schemas, CancellationToken.None);

        // The background services are run by the tests when they want them: deadlines and notices come at known moments.
        _app = Hub.Build(_database, settings, services =>
        {
            services.AddSingleton<TimeProvider>(Clock);
            StillHub.RemoveOwn(services);
        });
        await Hub.StartAsync(_app, settings.Options.Urls, CancellationToken.None);
        Address = new Uri(_app.Urls.First());
    }

    /// <summary>The folder of its data.</summary>
    public string DataFolder => _folder.Path;

    /// <summary>Moves the clock by days, and lets the hub do what is due.</summary>
    public async Task PassAsync(int days = 0)
    {
        Clock.Now = Clock.Now.AddDays(days);
        await Services.GetRequiredService<ClockworkRunner>().RunAsync(CancellationToken.None);
        await Services.GetRequiredService<SubscriberRunner>().CatchUpAsync(CancellationToken.None);
    }

    /// <summary>
    /// Somebody of the demo network, signed in; officers with their second factor. Who has signed in before goes on with that session for as long as it lasts, in a
    /// browser that remembers nothing else since.
    /// </summary>
    internal async Task<Visitor> SignInAsync(string name)
    {
        var email = name.Contains('@', StringComparison.Ordinal) ? name : name + "@demo.example";
        if (_known.TryGetValue(email, out var known) && await ScalarAsync<bool>(Lasting, new { known.Session, now = Clock.Now }))
            return new Visitor(Address, known.Cookies);
        var visitor = new Visitor(Address);
        using var first = await visitor.PostAsync(Prefix + "/account/sign-in", [("email", email), ("password", Password)]);
        if (first.Headers.Location?.ToString().StartsWith(Prefix + "/account/code", StringComparison.Ordinal) == true)
        {
            using var second = await visitor.PostAsync(Prefix + "/account/code", [("code", await CodeAsync(email))]);
            Assert.Equal(Prefix + "/workbench", second.Headers.Location?.ToString());
        }
        else
        {
            Assert.Equal(Prefix + "/workbench", first.Headers.Location?.ToString());
        }

        _known[email] = (visitor.Cookies.GetAllCookies(), await ScalarAsync<Guid>(Newest, new { email }));
        return visitor;
    }

    /// <summary>The next code of a demo account.</summary>
    public async Task<string> CodeAsync(string email)
    {
        await using var scope = Services.CreateAsyncScope();
        return CodeOf((await scope.ServiceProvider.GetRequiredService<AccountDesk>().DemoKeyAsync(email))!);
    }

    /// <summary>The next code of an authenticator; the clock moves on, since none is taken twice.</summary>
    public string CodeOf(string key)
    {
        Clock.Now = Clock.Now.AddSeconds(31);
        return Totp.CodeAt(key, Clock.Now);
    }

    public async Task<T?> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql, parameters);
    }

    /// <summary>An application of the demo network in a state, of a region: filing, organisation and its name.</summary>
    public async Task<(Guid Filing, Guid Organisation, string Name)> FilingInAsync(string state, string region = "3")
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        return await connection.QueryFirstAsync<(Guid, Guid, string)>("""
            select filing.id, organisation.id, organisation.name from filings.filing join filings.dossier on dossier.id = filing.dossier_id
              join network.organisation on organisation.id = dossier.organisation_id
            where filing.state = @state and organisation.region like @region || '%' order by filing.id
            """, new { state, region });
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class OfficeCollection : ICollectionFixture<OfficeHub>
{
    public const string Name = "office";
}

/// <summary>The services have a hub of their own: their tests move the clock, under which filings would lapse.</summary>
[CollectionDefinition(Name)]
public sealed class PublicServiceCollection : ICollectionFixture<OfficeHub>
{
    public const string Name = "services";
}
