using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Zhishu.Bench;

/// <summary>The peer in a process of its own; see <c>bench/lucene/LuceneBench.java</c>.</summary>
internal sealed class Lucene : IDisposable
{
    private const string Jars = "/usr/share/java/lucene-core-8.7.0.jar";
    private readonly Process _process;

    private Lucene(string classes) => _process = Process.Start(new ProcessStartInfo("java", ["-Xmx2g", "-cp", $"{Jars}:{classes}", "LuceneBench"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        StandardInputEncoding = new UTF8Encoding(false),
        StandardOutputEncoding = Encoding.UTF8,
    })!;

    /// <summary>Compiles and starts the peer; null, with a word about it, where Java or Lucene is missing.</summary>
    public static Lucene? Start(string folder)
    {
        if (!File.Exists(Jars))
        {
            Console.WriteLine($"Skipped the peer: {Jars} is not there (Debian: apt-get install liblucene8-java default-jdk-headless)");
            return null;
        }

        try
        {
            var classes = Directory.CreateDirectory(Path.Combine(folder, "classes")).FullName;
            using var compiler = Process.Start("javac", ["-cp", Jars, "-d", classes, Path.Combine(AppContext.BaseDirectory, "lucene", "LuceneBench.java")]);
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? new(classes) : throw new InvalidOperationException("LuceneBench.java does not compile");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine("Skipped the peer: there is no javac (Debian: apt-get install default-jdk-headless)");
            return null;
        }
    }

    public (double Seconds, double MergedSeconds, long Bytes) Build(string corpus, string folder)
    {
        var cells = Say($"BUILD\t{corpus}\t{folder}").Split('\t');
        return (double.Parse(cells[0], CultureInfo.InvariantCulture), double.Parse(cells[1], CultureInfo.InvariantCulture), long.Parse(cells[2], CultureInfo.InvariantCulture));
    }

    public void Open(string folder) => Say($"OPEN\t{folder}");

    public (double Milliseconds, long Total) Ask(string mode, string question)
    {
        var cells = Say($"Q\t{mode}\t{question}").Split('\t');
        return (long.Parse(cells[0], CultureInfo.InvariantCulture) / 1e6, long.Parse(cells[1], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Say(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The peer has ended");
    }
}
