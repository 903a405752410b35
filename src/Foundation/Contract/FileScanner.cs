using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Zhishu.Foundation;

/// <summary>Asks the malware scanner that the operator has set up (<see cref="HubOptions.FileScan"/>).</summary>
public sealed class FileScanner(IOptions<HubOptions> options, ILogger<FileScanner> log)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Why a file cannot be taken, or null when it is clean or nothing is set up. A scanner that does not answer lets nothing through.</summary>
    public async Task<Bilingual?> FindAsync(byte[] content, CancellationToken ct)
    {
        if (options.Value.FileScan is not { Length: > 0 } command)
            return null;
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, content, ct);
            var parts = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            using var process = Process.Start(new ProcessStartInfo(parts[0], [.. parts[1..], path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
            timeout.CancelAfter(Longest);
            try
            {
                await Task.WhenAll(process.StandardOutput.ReadToEndAsync(timeout.Token), process.StandardError.ReadToEndAsync(timeout.Token), process.WaitForExitAsync(timeout.Token));
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                return Unavailable;
            }

            return process.ExitCode == 0 ? null : new("文件没有通过安全检查", "The file did not pass the security check");
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            log.LogError(e, "The malware scanner cannot be run");
            return Unavailable;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Bilingual Unavailable => new("文件安全检查暂时不可用，请稍后再试", "The security check of files is not available now: try again later");
}
