using Microsoft.ML.OnnxRuntime;

namespace Zhishu.Pictures.Features;

/// <summary>
/// ResNet-18, learned on photographs of a thousand kinds of things: its last layer before the names says what a picture looks like in 512 numbers. Not for several
/// threads at once.
/// </summary>
internal sealed class ResNet : IDisposable
{
    public const int Length = 512;
    public const int Side = 224;
    private const int Pixels = Side * Side;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string _input;
    private readonly string _output;
    private readonly float[] _mean;
    private readonly float[] _picture = new float[3 * Pixels];

    /// <param name="folder">Folder of the two models, the preparation and the network.</param>
    /// <exception cref="Exception">The models are missing or the runtime cannot be loaded on this machine.</exception>
    public ResNet(string folder)
    {
        using var options = Options();
        _session = new(Path.Combine(folder, "ResNet18.onnx"), options);
        (_input, _output) = (_session.InputMetadata.Keys.First(), _session.OutputMetadata.Keys.First());

        // The preparation turns red, green, blue into blue, green, red and takes the mean picture away: run over black it gives that picture.
        using var prepare = new InferenceSession(Path.Combine(folder, "ResNetPreprocess.onnx"), options);
        using var black = OrtValue.CreateTensorValueFromMemory(_picture, [1, 3, Side, Side]);
        using var mean = prepare.Run(_run, [prepare.InputMetadata.Keys.First()], [black], [prepare.OutputMetadata.Keys.First()]);
        _mean = mean[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>What the network sees in an ink drawing laid black on white into its square.</summary>
    public float[] See(Ink ink)
    {
        var scale = Math.Min(Side * 0.86f / ink.Width, Side * 0.86f / ink.Height);
        var (left, top) = ((Side - (ink.Width * scale)) / 2, (Side - (ink.Height * scale)) / 2);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var value = 255 * (1 - Sample(ink, (x - left + 0.5f) / scale, (y - top + 0.5f) / scale, 1 / scale));
                var at = (y * Side) + x;
                (_picture[at], _picture[at + Pixels], _picture[at + (2 * Pixels)]) =
                    (value + _mean[at], value + _mean[at + Pixels], value + _mean[at + (2 * Pixels)]);
            }
        }

        using var input = OrtValue.CreateTensorValueFromMemory(_picture, [1, 3, Side, Side]);
        using var output = _session.Run(_run, [_input], [input], [_output]);
        return output[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    private static SessionOptions Options()
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            EnableCpuMemArena = false,
            EnableMemoryPattern = false,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        return options;
    }

    // The mean of the pixels that one pixel of the square covers.
    private static float Sample(Ink ink, float x, float y, float width)
    {
        var half = Math.Max(0.5f, width / 2);
        if (x < -half || y < -half || x > ink.Width + half || y > ink.Height + half)
            return 0;
        var (sum, weights) = (0f, 0f);
        for (var row = (int)MathF.Floor(y - half); row <= (int)(y + half); row++)
        {
            var high = Math.Min(row + 1, y + half) - Math.Max(row, y - half);
            if (high <= 0)
                continue;
            for (var column = (int)MathF.Floor(x - half); column <= (int)(x + half); column++)
            {
                var weight = (Math.Min(column + 1, x + half) - Math.Max(column, x - half)) * high;
                if (weight <= 0)
                    continue;
                weights += weight;
                if (row >= 0 && column >= 0 && row < ink.Height && column < ink.Width)
                    sum += weight * ink[column, row];
            }
        }

        return weights > 0 ? sum / weights : 0;
    }
}
