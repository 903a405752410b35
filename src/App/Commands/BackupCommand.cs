using System.CommandLine;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.App.Commands;

/// <summary><c>backup FILE</c>: the whole database in PostgreSQL's own archive form, consistent while the hub runs.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = Lang.T("备份文件") };
        var command = new Command("backup", Lang.T("备份全部数据（枢纽可以在运行）")) { file };
        command.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            var path = Path.GetFullPath(arguments.GetValue(file)!);
            var half = path + ".part";
            var pictures = 0;
            try
            {
                await PostgresTool.RunAsync(hub.Settings.Options, hub.Database, "pg_dump", ["--format=custom", "--no-owner", "--no-privileges"], writeTo: half, readFrom: null, ct);
                File.Move(half, path, overwrite: true);
                hub.Get<KeyFolder>().WriteTo(KeyFolder.Beside(path));
                pictures = hub.Get<MediaStore>().CopyTo(Path.GetDirectoryName(path)!, ct);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new HubFaultException("backup.file", new($"无法写入 {path}：{e.Message}"), e);
            }
            finally
            {
                if (File.Exists(half))
                    File.Delete(half);
            }

            Console.WriteLine(Lang.T($"已备份到 {path}（{new FileInfo(path).Length / 1024:N0} KB）"));
            Console.WriteLine(Lang.T($"密钥和锚点在 {KeyFolder.Beside(path)}：恢复时放在备份旁边，平时与备份分开保管。"));
            Console.WriteLine(Lang.T($"图片和文献页在同一目录的 media 下（本次新增 {pictures:N0} 个，各次备份共用）。"));
            return Terminal.Done;
        });
        return command;
    }
}

/// <summary><c>restore FILE</c>: puts a backup in the place of what the hub holds.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Description = Lang.T("Backup to read|备份文件"), Arity = ArgumentArity.ZeroOrOne };
        var archive = new Option<string?>("--archive") { Description = Lang.T("从归档目录（WalArchive）恢复，而不是从备份文件") };
        var moment = new Option<string?>("--at")
        {
            Description = Lang.T("归档中的时刻，如 2026-11-26T12:00+08:00；不写则恢复到最后")
        };
        var replace = new Option<bool>("--replace") { Description = Lang.T("确认以备份替换现有数据") };
        var command = new Command("restore", Lang.T("从备份恢复，替换现有数据")) { file, archive, moment, replace };
        command.SetAction(async (arguments, ct) =>
        {
            if (arguments.GetValue(archive) is { Length: > 0 } from)
                return await FromArchiveAsync(arguments, from, arguments.GetValue(moment), arguments.GetValue(replace), ct);
            if (arguments.GetValue(file) is not { Length: > 0 } given)
            {
                await Console.Error.WriteLineAsync(Lang.T("请给出备份文件，或用 --archive 给出归档目录。"));
                return Terminal.WrongUsage;
            }

            var path = Path.GetFullPath(given);
            if (!File.Exists(path))
                throw new HubFaultException("restore.file", new($"没有文件 {path}"));
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            if (await hub.Database.IsServedAsync(ct))
            {
                await Console.Error.WriteLineAsync(Lang.T("枢纽正在运行。请先停止它再恢复，否则它会继续显示旧数据。"));
                return Terminal.Refused;
            }

            var held = (await hub.Get<RecordStore>().CountAsync(ct)).ByKind.Values.Sum();
            var done = await hub.Get<AuditTrail>().CountAsync(new(), ct);
            if (held + done > 0 && !arguments.GetValue(replace))
            {
                await Console.Error.WriteLineAsync(Lang.T($"库中现有 {held:N0} 条记录和 {done:N0} 条办理日志，恢复会替换它们。确认请加 --replace。"));
                return Terminal.WrongUsage;
            }

            // One transaction: a broken backup leaves everything as it was.
            await PostgresTool.RunAsync(hub.Settings.Options, hub.Database, "pg_restore",
                ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"], writeTo: null, readFrom: path, ct);
            await hub.Database.BroughtBackAsync(Hub.Schemas, ct);
            if (File.Exists(KeyFolder.Beside(path)))
                hub.Get<KeyFolder>().ReadFrom(KeyFolder.Beside(path));
            hub.Get<MediaStore>().BringBack(Path.GetDirectoryName(path)!, ct);
            if (await hub.Get<AuditDesk>().RestoredAsync(Path.GetFileName(path), ct) is { } missing)
                await Console.Error.WriteLineAsync(missing.ToString());
            Console.WriteLine(Lang.T("已恢复。向本枢纽采集的其他枢纽会重新采集全部记录。"));
            return Terminal.Done;
        });
        return command;
    }

    private static async Task<int> FromArchiveAsync(ParseResult arguments, string archive, string? at, bool replace, CancellationToken ct)
    {
        DateTimeOffset? moment = null;
        if (at is not null)
        {
            if (!DateTimeOffset.TryParse(at, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var read))
            {
                await Console.Error.WriteLineAsync(Lang.T($"“{at}”不是时刻，例如 2026-11-26T12:00+08:00。"));
                return Terminal.WrongUsage;
            }

            moment = read;
        }

        var settings = HubSettings.Read(arguments);
        if (settings.ConnectionString is { Length: > 0 })
            throw new HubFaultException("restore.server", new("归档只用于内置数据库；数据库服务器请用其自己的备份工具。"));
        if (Directory.Exists(Path.Combine(Path.GetFullPath(settings.Options.DataFolder), "postgres", "data")) && !replace)
        {
            await Console.Error.WriteLineAsync(Lang.T("数据目录中已有数据库，恢复会替换它。确认请加 --replace。"));
            return Terminal.WrongUsage;
        }

        var begun = await HubDatabase.BringBackAsync(settings.Options, archive, moment, ct);
        await using var hub = await CommandHub.OpenAsync(arguments, ct);
        await hub.Database.BroughtBackAsync(Hub.Schemas, ct);
        hub.Get<MediaStore>().BringBack(archive, ct);
        Console.WriteLine(Lang.T($"已恢复（整体备份 {begun:u}，其后按日志）。向本枢纽采集的其他枢纽会重新采集全部记录。"));
        return Terminal.Done;
    }
}
