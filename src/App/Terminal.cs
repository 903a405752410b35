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

    /// <summary>Chinese unless the shell is set to another language that the program has.</summary>
    public static void UseLanguageOfShell()
    {
        var shell = new[] { "LC_ALL", "LC_MESSAGES", "LANG" }.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? "";
        var culture = CultureInfo.GetCultureInfo(Lang.Cultures.FirstOrDefault(one => shell.StartsWith(one[..2], StringComparison.OrdinalIgnoreCase)) ?? Lang.Cultures[0]);
        (CultureInfo.DefaultThreadCurrentUICulture, CultureInfo.CurrentUICulture) = (culture, culture);
        Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
    }

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync(Lang.T("用 --help 查看用法。"));
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
            await Console.Error.WriteLineAsync(Lang.T("已停止。"));
            return Refused;
        }
        catch (Exception e) when (HubDatabase.IsAway(e))
        {
            var reason = e.GetBaseException().Message;
            await Console.Error.WriteLineAsync(Lang.T($"数据库没有应答或连接中断：{reason}。请稍后重新执行。"));
            return Refused;
        }
    }
}
