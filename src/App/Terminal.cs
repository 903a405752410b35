using System.CommandLine;
using System.Globalization;
using Zhishu.Foundation;

namespace Zhishu.App;

/// <summary>How a command speaks to the person at the terminal. Exit codes: 0 done, 1 some input was refused or something stands in the way, 2 wrong usage, 3 the hub stopped by itself.</summary>
internal static class Terminal
{
    public const int Done = 0;
    public const int Refused = 1;
    public const int WrongUsage = 2;
    public const int Crashed = 3;

    /// <summary>Chinese unless the shell is set to English.</summary>
    public static void UseLanguageOfShell()
    {
        var shell = new[] { "LC_ALL", "LC_MESSAGES", "LANG" }.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? "";
        var culture = CultureInfo.GetCultureInfo(shell.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? "en" : Lang.Cultures[0]);
        (CultureInfo.DefaultThreadCurrentUICulture, CultureInfo.CurrentUICulture) = (culture, culture);
        Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
    }

    public static string Text(string zh, string en) => Lang.T(zh, en);

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync(Text("用 --help 查看用法。", "See --help."));
            return WrongUsage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(60) });
        }
        catch (HubFaultException e)
        {
            await Console.Error.WriteLineAsync(e.Text.ToString());
            return Refused;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(Text("已停止。", "Stopped."));
            return Refused;
        }
        catch (Exception e) when (HubDatabase.IsAway(e))
        {
            var reason = e.GetBaseException().Message;
            await Console.Error.WriteLineAsync(Text($"数据库没有应答或连接中断：{reason}。请稍后重新执行。", $"The database does not answer, or the connection broke: {reason}. Run the command again in a moment."));
            return Refused;
        }
    }
}
