using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Zhishu.Foundation.Files;

namespace Zhishu.Foundation;

/// <summary>What a scanner said of a file.</summary>
/// <param name="Fault">Why the file cannot be taken, or null.</param>
/// <param name="Scanned">Whether a scanner has looked at it and found nothing; false when none is set up, or ClamAV could not tell.</param>
public readonly record struct Scan(Bilingual? Fault, bool Scanned);

/// <summary>
/// Asks the malware scanner that the operator has set up: a program (<see cref="HubOptions.FileScan"/>), which lets nothing through when it does not
/// answer, or ClamAV (<see cref="HubOptions.ClamAv"/>), without whose answer a file is taken as not scanned, which is said wherever it is shown.
/// </summary>
public sealed class FileScanner(IOptions<HubOptions> options, ILogger<FileScanner> log)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Looks at a file.</summary>
    public async Task<Scan> FindAsync(byte[] content, CancellationToken ct)
    {
        if (options.Value.FileScan is { Length: > 0 } command && await RunAsync(command, content, ct) is { } fault)
            return new(fault, false);
        if (options.Value.ClamAv is not { Length: > 0 } place)
            return new(null, options.Value.FileScan is { Length: > 0 });
        switch (await ClamAv.AskAsync(place, content, ct))
        {
            case null:
                log.LogError("ClamAV at {Place} could not tell of a file of {Size} bytes, which is taken as not scanned: it does not answer, or its StreamMaxLength is smaller", place, content.Length);
                return new(null, false);
            case "":
                return new(null, true);
            case var found:
                log.LogWarning("ClamAV found {Found} in a file that was handed in", found);
                return new(new("文件中发现恶意代码，没有接收"), false);
        }
    }

    private async Task<Bilingual?> RunAsync(string command, byte[] content, CancellationToken ct)
    {
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

            return process.ExitCode == 0 ? null : new("文件没有通过安全检查");
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

    private static Bilingual Unavailable => new("文件安全检查暂时不可用，请稍后再试");
}
