using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using Zhishu.Resources.Edit;
using static Zhishu.Tests.Resources.ResourceSteps;

namespace Zhishu.Tests.Resources;

/// <summary>What a reviewer sees of a tool before it is published, and what is asked of the reviewer (001·13(三)).</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class ToolTests(OfficeHub hub)
{
    private static readonly (string, string)[] Ticks = [("ticked", "source"), ("ticked", "malware"), ("ticked", "network"), ("ticked", "privacy"), ("ticked", "licence")];

    [Fact]
    public async Task The_reviewer_sees_digest_scan_and_contents_and_writes_what_was_tested()
    {
        using var outlet = await hub.SignInAsync("outlet");
        var page = await SubmitAsync(outlet, "号码转换工具", Zip("bin/setup.exe", "../outside.txt", "more.7z", "readme.txt"));
        var id = IdOf(page);
        using var officer = await hub.SignInAsync("shanghai");
        var shown = await officer.ReadAsync(page);
        var content = await hub.ScalarAsync<byte[]>("select content from foundation.file where owner_id = @id", new { id });
        foreach (var text in new[]
        {
            Convert.ToHexStringLower(SHA256.HashData(content!)), "未经病毒扫描", "内有 4 个文件", "bin/setup.exe", "可执行程序或脚本", "路径指向目录之外", "内含压缩包", "检测记录",
        })
            Assert.Contains(text, shown, StringComparison.Ordinal);

        // Without a record of the test it does not pass, and what was typed and ticked is still there.
        var (status, refused) = await officer.ActAsync(page, "Publish", [.. Ticks, ("opinion", "离线查过，可以发布"), ("tested", "测过")]);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("请写检测记录", refused, StringComparison.Ordinal);
        Assert.Contains("离线查过，可以发布", refused, StringComparison.Ordinal);
        Assert.Contains(">测过<", refused.ReplaceLineEndings("").Replace(">\n", ">", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Matches("value=\"privacy\"\\s+checked", refused);
        Assert.Equal(HttpStatusCode.BadRequest, (await officer.ActAsync(page, "Publish", [.. Ticks, ("opinion", "可以"), ("tested", new string('长', 2001))])).Status);

        // Not scanned, it needs a reason; the record is kept with the review.
        (status, refused) = await officer.ActAsync(page, "Publish", [.. Ticks, ("tested", "Windows 11 隔离虚拟机，断网运行一小时，无异常")]);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("未经病毒扫描，发布前须写明理由", refused, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await officer.ActAsync(page, "Publish",
            [.. Ticks, ("opinion", "离线用两种软件查过"), ("tested", "Windows 11 隔离虚拟机，断网运行一小时，无异常")])).Status);
        Assert.Contains("Windows 11 隔离虚拟机", await outlet.ReadAsync(page), StringComparison.Ordinal);
        using var visitor = new Visitor(hub.Address);
        shown = await visitor.ReadAsync($"/resources/{id}");
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(content!)), shown, StringComparison.Ordinal);
        Assert.Contains("未经病毒扫描", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Windows 11 隔离虚拟机", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_scanner_has_seen_says_so_and_needs_no_reason()
    {
        using var outlet = await hub.SignInAsync("outlet");
        var page = await SubmitAsync(outlet, "扫描过的工具", Zip("tool.txt"));
        await hub.ScalarAsync<int>("with seen as (update foundation.file set scanned = true where owner_id = @id returning 1) select count(*)::int from seen", new { id = IdOf(page) });
        using var officer = await hub.SignInAsync("shanghai");
        Assert.Contains("已扫描，未发现恶意代码", await officer.ReadAsync(page), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await officer.ActAsync(page, "Publish", [.. Ticks, ("tested", "Ubuntu 24.04，解压并逐个打开，正常")])).Status);
        using var visitor = new Visitor(hub.Address);
        Assert.DoesNotContain("未经病毒扫描", await visitor.ReadAsync($"/resources/{IdOf(page)}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_of_the_member_reviews_its_tool_whatever_office_they_hold()
    {
        using var outlet = await hub.SignInAsync("outlet");
        var page = await SubmitAsync(outlet, "自己审自己的工具", Zip("tool.txt"));
        var member = await hub.MemberOfAsync("outlet");
        await hub.ScalarAsync<int>("""
            with given as (insert into identity.account_grant (id, account_id, duty, organisation_id, given_at, given_by)
              select gen_random_uuid(), id, 'Staff', @member, now(), 'test' from identity.account where email = 'shanghai@demo.example' returning 1) select count(*)::int from given
            """, new { member });
        try
        {
            using var both = await hub.SignInAsync("shanghai");
            Assert.DoesNotContain("value=\"Publish\"", await both.ReadAsync(page), StringComparison.Ordinal);
            var (status, _) = await both.ActAsync(page, "Publish", [.. Ticks, ("opinion", "我们自己的，没问题"), ("tested", "Windows 11 上用了一年")]);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Equal(HttpStatusCode.BadRequest, (await both.ActAsync(page, "Return", ("opinion", "退回"))).Status);
            Assert.DoesNotContain("自己审自己的工具", (await both.ReadAsync("/resources/desk")).Split("我提供的")[0], StringComparison.Ordinal);
        }
        finally
        {
            await hub.ScalarAsync<int>("with ended as (update identity.account_grant set ended_at = now() where given_by = 'test' returning 1) select count(*)::int from ended");
        }

        Assert.Equal("Submitted", await hub.ScalarAsync<string>("select state from resources.resource where id = @id", new { id = IdOf(page) }));
    }

    [Fact]
    public void The_list_is_bounded_and_shows_first_what_to_look_at()
    {
        var seen = Inspections.Look(Zip([.. Enumerable.Range(0, 500).Select(i => $"data/{i}.txt"), "last/run.bat", new string('n', 300) + ".txt"]));
        Assert.Equal((502, Inspections.MostEntries, "last/run.bat"), (seen.Total, seen.Entries.Count, seen.Entries[0].Name));
        Assert.All(seen.Entries, entry => Assert.True(entry.Name.Length <= 200));

        // A locked entry is told by its flag in the directory of the archive.
        var locked = Zip("secret.txt");
        locked[locked.AsSpan().IndexOf("PK\u0001\u0002"u8) + 8] |= 1;
        Assert.Equal(["encrypted"], Inspections.Look(locked).Entries[0].Notes);
        Assert.Equal(0, Inspections.Look("PK no archive"u8.ToArray()).Total);
        Assert.Equal(0, Inspections.Look("%PDF-1.4"u8.ToArray()).Total);
    }

    private async Task<string> SubmitAsync(Visitor outlet, string title, byte[] zip)
    {
        var page = await outlet.WriteAsync("tool", [("Title", title), ("Subject", "patent"), ("Fields[version]", "1.0"), ("Fields[licence]", "MIT")], await hub.MemberOfAsync("outlet"));
        Assert.Equal(HttpStatusCode.Redirect, (await outlet.UploadManyAsync(page, [], [("upload", "tool.zip", zip)], "Upload")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await outlet.ActAsync(page, "Submit")).Status);
        return page;
    }

    private static byte[] Zip(params string[] names)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var name in names)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write("hello");
            }
        }

        return stream.ToArray();
    }
}
