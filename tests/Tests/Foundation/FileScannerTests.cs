using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Tests.Foundation;

/// <summary>The hook for a malware scanner.</summary>
public sealed class FileScannerTests
{
    [Fact]
    public async Task What_the_scanner_refuses_or_cannot_answer_is_not_let_in()
    {
        using var folder = new TempFolder();
        var script = Path.Combine(folder.Path, "scan.sh");
        await File.WriteAllTextAsync(script, "#!/bin/sh\n! grep -q EICAR \"$2\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Null(await FindAsync($"{script} --quiet", "clean"));
        Assert.Contains("没有通过", (await FindAsync($"{script} --quiet", "EICAR test"))!.Value.Zh, StringComparison.Ordinal);
        Assert.Contains("暂时不可用", (await FindAsync("/no/such/scanner", "clean"))!.Value.Zh, StringComparison.Ordinal);
        Assert.Null(await FindAsync(null, "EICAR test"));
    }

    private static Task<Bilingual?> FindAsync(string? command, string content) =>
        new FileScanner(Options.Create(new HubOptions { FileScan = command }), NullLogger<FileScanner>.Instance).FindAsync(System.Text.Encoding.UTF8.GetBytes(content), CancellationToken.None);
}
