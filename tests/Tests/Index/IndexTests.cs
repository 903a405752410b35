using Xunit;

namespace Zhishu.Tests.Index;

/// <summary>The index library alone.</summary>
public sealed class IndexTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zhishu-index-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_documents_and_questions_give_what_a_naive_scan_gives(int part)
    {
        for (var seed = part * 100; seed < (part * 100) + 15; seed++)
            new IndexFuzz(seed, Path.Combine(_folder, $"{seed}")).Run();
    }
}
