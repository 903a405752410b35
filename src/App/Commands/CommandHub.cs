using System.CommandLine;
using Zhishu.Foundation;

namespace Zhishu.App.Commands;

/// <summary>The hub as a command needs it: the running hub's database or its own, and the services.</summary>
internal sealed class CommandHub : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private CommandHub(HubDatabase database, HubSettings settings, ServiceProvider services) => (Database, Settings, _services) = (database, settings, services);

    public HubDatabase Database { get; }

    public HubSettings Settings { get; }

    public static async Task<CommandHub> OpenAsync(ParseResult arguments, CancellationToken ct)
    {
        var settings = HubSettings.Read(arguments);
        var database = await HubDatabase.OpenAsync(settings.Options, settings.ConnectionString, HubRole.Command, Hub.Schemas, ct, settings.OwnerConnectionString);
        try
        {
            foreach (var note in database.Notes)
                await Console.Error.WriteLineAsync(note);
            var services = new ServiceCollection().AddLogging(log => log.AddConfiguration(settings.Configuration.GetSection("Logging"))
                .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning));
            return new(database, settings, services.AddHub(database, settings.Options).BuildServiceProvider());
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Database.DisposeAsync();
    }
}
