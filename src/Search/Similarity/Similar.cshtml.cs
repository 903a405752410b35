using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Search.Similarity;

/// <summary>Records similar to one, or to a pasted text, with the terms they share.</summary>
[AllowAnonymous]
internal sealed class SimilarModel(SimilarRecords similar, LearnedWords learned, RecordStore records) : PageModel
{
    private const int Size = 30;
    private const int Few = 5;

    public StoredRecord? From { get; private set; }

    public string Text { get; private set; } = "";

    public string? Message { get; private set; }

    public SimilarQuestion? Question { get; private set; }

    public SimilarFound? Found { get; private set; }

    /// <param name="id">The record; null for the form.</param>
    /// <param name="few">1 for the most similar ones alone, as a part of the record's page.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IActionResult> OnGetAsync(Guid? id, string? few, CancellationToken ct)
    {
        if (id is null)
            return Page();
        From = (await records.GetAsync([id.Value], ct)).FirstOrDefault();
        if (From is null)
            return NotFound();
        await FindAsync(SimilarRecords.TextOf(From.Record), learned.WordsOf(From.Record), id, few == "1" ? Few : Size, ct);
        return few == "1" ? Partial("_Few", this) : Page();
    }

    public async Task<IActionResult> OnPostAsync(string? text, CancellationToken ct)
    {
        Text = SafeText.Clean(text ?? "").Trim();
        if (Text.Length > SimilarRecords.LongestText)
            Message = Lang.T($"文本超过 {SimilarRecords.LongestText} 个字符，请删短");
        else if (Text.Length < 4)
            Message = Lang.T("请粘贴一段文字，例如摘要");
        else
            await FindAsync(Text, learned.WordsOf(Text), null, Size, ct);
        if (Message is not null)
            Response.StatusCode = 400;
        return Page();
    }

    public IEnumerable<string> Shared(StoredRecord stored) => similar.Shared(Question!, stored.Record);

    private async Task FindAsync(string text, IEnumerable<string> said, Guid? besides, int size, CancellationToken ct)
    {
        Question = await similar.AskAsync(text, besides, ct);
        if (Question is null)
            Message = Lang.T("文字中没有可用来检索的词");
        else
            Found = await similar.FindAsync(Question, said, size, ct);
    }
}
