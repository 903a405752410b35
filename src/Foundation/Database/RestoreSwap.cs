namespace Zhishu.Foundation.Database;

/// <summary>
/// Puts the cluster of an archive in the place of the one that is there. Whoever is killed before it is done, the next start puts the old one back, whole:
/// that the new one holds is said by one renaming, and only then is the old one taken away.
/// </summary>
internal static class RestoreSwap
{
    private const string Place = "zhishu-place.json";

    /// <summary>Sets the cluster beside its place, with what is known of it.</summary>
    public static void SetAside(ClusterPlace place, string folder)
    {
        if (!Directory.Exists(place.Data))
            return;
        Directory.Move(place.Data, Before(place));
        if (File.Exists(ClusterPlace.FileIn(folder)))
            File.Copy(ClusterPlace.FileIn(folder), Path.Combine(Before(place), Place), overwrite: true);
    }

    /// <summary>The new cluster holds: the old one is taken away.</summary>
    public static void Finish(ClusterPlace place)
    {
        if (Directory.Exists(Before(place)))
            Directory.Move(Before(place), Gone(place));
        if (Directory.Exists(Gone(place)))
            Directory.Delete(Gone(place), recursive: true);
    }

    /// <summary>Whether a restore did not come to its end.</summary>
    public static bool IsHalf(ClusterPlace place) => Directory.Exists(Before(place));

    /// <summary>Puts the old cluster back; no server may run on the new one.</summary>
    public static void PutBack(ClusterPlace place, string folder)
    {
        if (!IsHalf(place))
            return;
        if (Directory.Exists(place.Data))
            Directory.Delete(place.Data, recursive: true);
        var known = Path.Combine(Before(place), Place);
        if (File.Exists(known))
            File.Move(known, ClusterPlace.FileIn(folder), overwrite: true);
        Directory.Move(Before(place), place.Data);
    }

    private static string Before(ClusterPlace place) => place.Data + ".before";

    private static string Gone(ClusterPlace place) => place.Data + ".gone";
}
