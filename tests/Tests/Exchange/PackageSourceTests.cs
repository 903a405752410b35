using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Exchange.Packages;
using Zhishu.Records;

namespace Zhishu.Tests.Exchange;

/// <summary>Sources of packages: what a folder or a server delivers comes in whole, in order, once; what is missing is told of.</summary>
[Collection(OfficeCollection.Name)]
public sealed class PackageSourceTests(OfficeHub hub)
{
    private static string Table(string number, string title) => $"申请号,专利名称,申请人,申请日\n{number},{title},甲公司,2024-01-02\n";

    private static async Task<(Visitor Visitor, string Page)> SourceAsync(OfficeHub hub, string folder, params (string, string)[] more)
    {
        var administrator = await hub.SignInAsync("admin");
        using var added = await administrator.PostAsync("/imports/packages", [("Form.Name", "来源 " + folder), ("Form.Folder", folder), ("Form.Minutes", "60"), .. more]);
        Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        return (administrator, added.Headers.Location!.ToString());
    }

    private void Put(string folder, string path, string content, DateTime? at = null)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        File.SetLastWriteTimeUtc(file, at ?? hub.Clock.Now.UtcDateTime.AddHours(-1));
    }

    [Fact]
    public async Task What_a_mirror_program_puts_there_is_imported_week_by_week()
    {
        var (administrator, page) = await SourceAsync(hub, "weekly");
        using var visitor = administrator;
        var folder = Path.Combine(hub.DataFolder, "packages", "weekly");
        var runner = hub.Services.GetRequiredService<PackageRunner>();

        // The later week names the same patent anew: order decides.
        Put(folder, "data/20260113/b.csv", Table("202410000201.1", "后来的名称"));
        Put(folder, "data/20260106/a.csv", Table("202410000201.1", "从前的名称"));
        Put(folder, "data/20260203/c.csv", Table("202410000202.6", "缺了两期"));
        Put(folder, "data/20260210/d.csv", Table("202410000203.0", "还在写"), hub.Clock.Now.UtcDateTime);
        Put(folder, "data/20260210/e.csv.part", "half");
        Put(folder, ".hidden/20260217/f.csv", Table("202410000204.5", "隐藏的"));
        await runner.RunAsync(CancellationToken.None);
        var store = hub.Services.GetRequiredService<RecordStore>();
        Assert.Equal("后来的名称", (await store.FindAsync(RecordKind.Patent, "202410000201.1", CancellationToken.None))!.Record.Title);
        Assert.Null(await store.FindAsync(RecordKind.Patent, "202410000203.0", CancellationToken.None));
        var (_, shown) = await administrator.GetAsync(page);
        Assert.Contains("缺 2 期", shown, StringComparison.Ordinal);
        Assert.Contains("2026-01-20", shown, StringComparison.Ordinal);
        Assert.Contains("正在送达", shown, StringComparison.Ordinal);

        // The one that was still being written has settled; a week that was missing comes late; the others are not read again.
        Put(folder, "data/20260210/d.csv", Table("202410000203.0", "写完了"));
        Put(folder, "data/20260120/g.csv", Table("202410000205.X", "迟到的"));
        using var asked = await administrator.PostAsync(page, [], "Look");
        await runner.RunAsync(CancellationToken.None);
        (_, shown) = await administrator.GetAsync(page);
        Assert.Contains("写完了", (await store.FindAsync(RecordKind.Patent, "202410000203.0", CancellationToken.None))!.Record.Title, StringComparison.Ordinal);
        Assert.Contains("晚于后续各期到达", shown, StringComparison.Ordinal);
        Assert.Contains("缺 1 期", shown, StringComparison.Ordinal);
        Assert.Equal(5, await hub.ScalarAsync<long>(
            "select count(*) from exchange.package_delivery d join exchange.package_source s on s.id = d.source_id where s.folder = 'weekly' and d.state = 'done'"));
        var batches = await hub.ScalarAsync<long>("select count(*) from records.batch");
        using var again = await administrator.PostAsync(page, [], "Look");
        await runner.RunAsync(CancellationToken.None);
        Assert.Equal(batches, await hub.ScalarAsync<long>("select count(*) from records.batch"));

        using var removed = await administrator.PostAsync(page, [], "Remove");
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetAsync(page)).Status);
    }

    [Fact]
    public async Task Only_an_administrator_may_and_a_wrong_form_is_told_of()
    {
        using var staff = await hub.SignInAsync("staff");
        Assert.NotEqual(HttpStatusCode.OK, (await staff.GetAsync("/imports/packages")).Status);
        using var administrator = await hub.SignInAsync("admin");
        foreach (var (folder, minutes, host) in new[] { ("../etc", "60", ""), ("Ok", "60", ""), ("ok", "1", ""), ("ok", "60", "bad host/") })
        {
            using var answer = await administrator.PostAsync("/imports/packages", [("Form.Name", "坏"), ("Form.Folder", folder), ("Form.Minutes", minutes), ("Form.Host", host)]);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("20260106,20260113,20260120,20260127", "")]
    [InlineData("20260106,20260113,20260203,20260210", "20260120,20260127")]
    [InlineData("20260106,20260114,20260120,20260127", "")]
    [InlineData("20260106,20260113", "")]
    public void Weeks_that_should_have_come_are_told(string days, string missing)
    {
        static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyyMMdd", null);
        Assert.Equal(missing.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Day), PackagePlan.Missing(days.Split(',').Select(Day)));
    }

    [Fact]
    public void Volumes_and_dated_folders_are_one_delivery_in_the_order_of_their_days()
    {
        var then = DateTimeOffset.UnixEpoch;
        var plan = PackagePlan.Deliveries(
        [
            new("CN-PA-TXTS-10-B/20260113rawdata/20260113.zip", 5, then), new("CN-PA-TXTS-10-B/20260113rawdata/20260113.z01", 9, then), new("20260106.z01", 9, then), new("20260106.zip", 4, then),
            new("20260106.zip.part", 4, then), new("undated.csv", 1, then), new("20261399.csv", 1, then),
        ]);
        Assert.Equal(["20260106", "CN-PA-TXTS-10-B/20260113rawdata", "20261399.csv", "undated.csv"], plan.Select(delivery => delivery.Name));
        Assert.Equal(2, plan[0].Files.Count);
        Assert.Equal(new DateOnly(2026, 1, 13), plan[1].Day);
    }

    [SkippableSshFact]
    public async Task A_file_that_was_cut_off_goes_on_where_it_stopped_unless_it_is_another_by_now()
    {
        using var server = await SftpServer.StartAsync();
        var at = new DateTime(2026, 1, 6, 3, 0, 0, DateTimeKind.Utc);
        var (first, second) = (Table("202410000208.3", "接着取回"), Table("202410000209.8", "另一版本"));
        Put(server.Root, "out/20260106/a.csv", first, at);
        Put(server.Root, "out/20260113/b.csv", second, at);

        // Of the first what is there is marked, to tell what was gone on with; of the second only something of an earlier version is there.
        var marked = first.Replace("甲公司", "乙公司", StringComparison.Ordinal);
        var (whole, half) = (Encoding.UTF8.GetBytes(marked), Encoding.UTF8.GetBytes(marked).Length - 12);
        var folder = Path.Combine(hub.DataFolder, "packages", "halves");
        var stamp = new DateTimeOffset(at).ToUnixTimeSeconds();
        Directory.CreateDirectory(Path.Combine(folder, "20260106"));
        Directory.CreateDirectory(Path.Combine(folder, "20260113"));
        await File.WriteAllBytesAsync(Path.Combine(folder, "20260106", $"a.csv.{stamp}-{whole.Length}.part"), whole[..half]);
        var stale = Path.Combine(folder, "20260113", $"b.csv.{stamp - 60}-{whole.Length}.part");
        await File.WriteAllTextAsync(stale, "something else");
        var (administrator, _) = await SourceAsync(hub, "halves", ("Form.Host", "127.0.0.1"), ("Form.Port", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("Form.Path", server.Root + "/out"), ("Form.Account", Environment.UserName), ("Form.Secret", await File.ReadAllTextAsync(server.PrivateKey)));
        administrator.Dispose();
        await hub.Services.GetRequiredService<PackageRunner>().RunAsync(CancellationToken.None);
        var store = hub.Services.GetRequiredService<RecordStore>();
        Assert.Equal("乙公司", (await store.FindAsync(RecordKind.Patent, "202410000208.3", CancellationToken.None))!.Record.Parties[0].Name);
        Assert.Equal("甲公司", (await store.FindAsync(RecordKind.Patent, "202410000209.8", CancellationToken.None))!.Record.Parties[0].Name);
        Assert.False(File.Exists(stale));
        Assert.Empty(Directory.EnumerateFiles(folder, "*.part", SearchOption.AllDirectories));
    }

    [SkippableSshFact]
    public async Task What_is_new_on_an_sftp_server_is_fetched_once_and_another_server_is_refused()
    {
        using var server = await SftpServer.StartAsync();
        Put(server.Root, "out/20260106/a.csv", Table("202410000206.4", "取回的"));
        var secret = await File.ReadAllTextAsync(server.PrivateKey);
        var (administrator, page) =
            await SourceAsync(hub, "sftp", ("Form.Host", "127.0.0.1"), ("Form.Port", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("Form.Path", server.Root + "/out"),
            ("Form.Account", Environment.UserName), ("Form.Secret", secret));
        using var visitor = administrator;
        var runner = hub.Services.GetRequiredService<PackageRunner>();
        await runner.RunAsync(CancellationToken.None);
        var (_, shown) = await administrator.GetAsync(page);
        Assert.DoesNotContain("无法连接", shown, StringComparison.Ordinal);
        Assert.Equal("取回的", (await hub.Services.GetRequiredService<RecordStore>().FindAsync(RecordKind.Patent, "202410000206.4", CancellationToken.None))!.Record.Title);
        Assert.DoesNotContain("PRIVATE KEY", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", await hub.ScalarAsync<string>("select secret from exchange.package_source where folder = 'sftp'"), StringComparison.Ordinal);

        // The files go after their import, and are not fetched again.
        Assert.False(File.Exists(Path.Combine(hub.DataFolder, "packages", "sftp", "20260106", "a.csv")));
        Put(server.Root, "out/20260113/b.csv", Table("202410000207.9", "下一期"));
        using var asked = await administrator.PostAsync(page, [], "Look");
        await runner.RunAsync(CancellationToken.None);
        Assert.NotNull(await hub.Services.GetRequiredService<RecordStore>().FindAsync(RecordKind.Patent, "202410000207.9", CancellationToken.None));
        Assert.Equal(2, await hub.ScalarAsync<long>("select count(*) from exchange.package_file f join exchange.package_source s on s.id = f.source_id where s.folder = 'sftp'"));

        await hub.ScalarAsync<int>("update exchange.package_source set host_key = 'AAAA', asked = true where folder = 'sftp' returning 1");
        await runner.RunAsync(CancellationToken.None);
        Assert.Contains("密钥与登记的不同", (await administrator.GetAsync(page)).Text, StringComparison.Ordinal);
    }
}

/// <summary>A test that needs the sshd of Debian (openssh-server); it is skipped without.</summary>
public sealed class SkippableSshFactAttribute : FactAttribute
{
    public SkippableSshFactAttribute()
    {
        if (!File.Exists(SftpServer.Program))
            Skip = "there is no " + SftpServer.Program;
    }
}

/// <summary>An SFTP server of this machine's own, on the loop, for one account with a key of the test.</summary>
internal sealed class SftpServer : IDisposable
{
    public const string Program = "/usr/sbin/sshd";
    private readonly Process _process;
    private readonly TempFolder _folder;

    private SftpServer(Process process, TempFolder folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    public string Root => Path.Combine(_folder.Path, "root");

    public string PrivateKey => Path.Combine(_folder.Path, "user");

    public static async Task<SftpServer> StartAsync()
    {
        var folder = new TempFolder();
        foreach (var name in new[] { "host", "user" })
            await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(folder.Path, name));
        Directory.CreateDirectory(Path.Combine(folder.Path, "root"));
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var settings = Path.Combine(folder.Path, "sshd_config");
        await File.WriteAllTextAsync(settings, $"""
            Port {port}
            ListenAddress 127.0.0.1
            HostKey {folder.Path}/host
            AuthorizedKeysFile {folder.Path}/user.pub
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            PermitRootLogin yes
            Subsystem sftp internal-sftp

            """);
        Directory.CreateDirectory("/run/sshd");
        var process = Process.Start(new ProcessStartInfo(Program, ["-D", "-e", "-f", settings]) { RedirectStandardError = true })!;
        _ = process.StandardError.ReadToEndAsync();
        for (var tries = 0; tries < 200; tries++)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
                break;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        return new(process, folder, port);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }
}
