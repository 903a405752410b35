using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using Zhishu.Foundation;

namespace Zhishu.App;

/// <summary>The settings of a process, from appsettings.json, environment variables and flags, in this order.</summary>
internal sealed record HubSettings(IConfiguration Configuration, HubOptions Options, string? ConnectionString, string? OwnerConnectionString)
{
    private static readonly Option<string> DataFolder = new("--data-folder") { Description = "数据目录 · data folder (Zhishu__DataFolder)", Recursive = true };
    private static readonly Option<string> Urls = new("--urls") { Description = "监听地址 · addresses to listen on (Zhishu__Urls)", Recursive = true };
    private static readonly Option<bool?> Demo = new("--demo") { Description = "首次启动载入示例数据 · load the demo set at first start (Zhishu__Demo)", Recursive = true };

    public static void AddTo(RootCommand root)
    {
        root.Options.Add(DataFolder);
        root.Options.Add(Urls);
        root.Options.Add(Demo);
    }

    public static HubSettings Read(ParseResult arguments)
    {
        var flags = new Dictionary<string, string?>();
        if (arguments.GetValue(DataFolder) is { } folder)
            flags["Zhishu:DataFolder"] = folder;
        if (arguments.GetValue(Urls) is { } urls)
            flags["Zhishu:Urls"] = urls;
        if (arguments.GetValue(Demo) is { } demo)
            flags["Zhishu:Demo"] = demo.ToString();
        return Read(flags);
    }

    public static HubSettings Read(IEnumerable<KeyValuePair<string, string?>> flags)
    {
        var configuration = new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory)
            .AddJsonFile("appsettings.json", optional: false)
            .AddEnvironmentVariables()
            .AddInMemoryCollection(flags)
            .Build();
        var options = new HubOptions();
        try
        {
            configuration.GetSection(HubOptions.Section).Bind(options);
            Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
            Validator.ValidateObject(options.Mail, new ValidationContext(options.Mail), validateAllProperties: true);
        }
        catch (Exception e) when (e is ValidationException or InvalidOperationException)
        {
            throw new HubFaultException("settings.wrong", new($"设置有误：{e.Message}"), e);
        }

        return new(configuration, options, configuration.GetConnectionString("Zhishu"), configuration.GetConnectionString("ZhishuOwner"));
    }
}
