using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Pictures.Find;

/// <summary>Pictures found, in the form of the API.</summary>
internal sealed record PicturesAnswer(int Compared, IReadOnlyList<PictureAnswerHit> Hits);

/// <summary>A picture found: how alike (<c>score</c> up to 1, <c>degree</c> high, fair or slight), why, and the records that show it.</summary>
internal sealed record PictureAnswerHit(
    string Key, float Score, string Degree, IReadOnlyList<string> Why,
    string Kind, string Number, string Title, string Status, bool Synthetic, string Url, string Picture, IReadOnlyList<Guid> Records);

/// <summary><c>/api/v1/pictures/search</c>: search by a picture.</summary>
internal static class PicturesApi
{
    private const int Default = 20;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
    };

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/pictures/search", FindAsync)
        .AllowAnonymous()
        .DisableAntiforgery()
        .WithMetadata(new RequestSizeLimitAttribute(UploadGate.LargestRequest), new RequestFormLimitsAttribute { MultipartBodyLengthLimit = UploadGate.LargestRequest })
        .WithName("FindPictures")
        .WithTags("pictures")
        .WithSummary("图形检索 · Search by a picture")
        .WithDescription(
            "multipart/form-data：picture 为 JPEG、PNG、GIF 或 TIFF，不超过 10 MB、6000 万像素；另可给 kind（trademark、design）、status、nice、locarno、vienna、applicant、size（至多 60）。图片不保存；同一地址一次处理一张。"
            + " multipart/form-data: picture is a JPEG, PNG, GIF or TIFF of at most 10 MB and 60 million pixels; kind (trademark, design), status, nice, locarno, vienna, applicant and "
            + "size (60 at most) may be given. The picture is not kept; of one address one is looked at at a time.")
        .Accepts<IFormFile>("multipart/form-data")
        .Produces<PicturesAnswer>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async Task<IResult> FindAsync(HttpContext context, UploadGate gate, PictureSearch search, CancellationToken ct)
    {
        IResult Wrong(string parameter, Bilingual why) => Results.Problem(why.ToString(), statusCode: StatusCodes.Status400BadRequest, title: Lang.T("请求有误"),
            extensions: new Dictionary<string, object?> { ["parameter"] = parameter });
        if (!context.Request.HasFormContentType)
            return Wrong("picture", new("应以 multipart/form-data 发送，图片在 picture 中"));
        var form = await context.Request.ReadFormAsync(ct);
        var (filter, field, fault) = FilterForm.Of(name => form[name]).Check();
        if (filter is null)
            return Wrong(field, fault);
        var size = Default;
        if (form["size"].ToString() is { Length: > 0 } typed && (!int.TryParse(typed, out size) || size is < 1 or > IndexModel.Most))
            return Wrong("size", new($"size 应为 1 至 {IndexModel.Most}"));
        if (form.Files.GetFile("picture") is not { } file)
            return Wrong("picture", new("请选择一张图片"));
        var (look, why) = await gate.LookAsync(file, context, ct);
        if (look is null)
            return Wrong("picture", why!.Value);
        var answer = await search.FindAsync(look, filter, [], size, ct);
        return Results.Json(new PicturesAnswer(answer.Compared, [.. answer.Hits.Select(hit => new PictureAnswerHit(hit.Key,
            MathF.Round(hit.Score, 3), JsonNamingPolicy.CamelCase.ConvertName(hit.Degree.ToString()),
            [.. hit.Why.Select(reason => reason.ToString())], hit.First.Record.Kind.Code(), hit.First.Record.Number,
            hit.First.Record.Title, hit.First.Record.Status.Code(), hit.First.Record.Synthetic,
            RecordLinks.To(hit.First.Record), $"/media/{hit.Key}", hit.Records))]), Json);
    }
}
