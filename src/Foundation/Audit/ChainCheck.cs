using Zhishu.Foundation.Processes;

namespace Zhishu.Foundation.Audit;

/// <summary>Goes over the lines of the trail in their order and tells what does not fit.</summary>
internal sealed class ChainCheck
{
    private readonly AuditKeys _keys;
    private readonly List<Bilingual> _faults = [];
    private readonly List<Bilingual> _notes = [];
    private readonly ILookup<long, Anchor> _anchors;
    private readonly int _anchorLines;
    private readonly List<Anchor> _astray = [];
    private readonly List<(DateTimeOffset At, long Kept, long Seq)> _restores = [];
    private long _lines;
    private long? _broken;
    private byte[] _head = ProcessChain.Beginning;
    private AuditKey? _key;
    private bool _marked;
    private bool _blind;
    private int _lostKeys;

    public ChainCheck(AuditKeys keys, AnchorFile file)
    {
        _keys = keys;
        var all = file.Read();
        _anchorLines = all.Count;
        var good = new List<Anchor>();
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i] is { } anchor && keys.Find(anchor.Key) is { } key && anchor.IsSignedBy(key))
                good.Add(anchor);
            else if (all[i] is { } other && keys.Find(other.Key) is null)
                LoseKey(new($"{file.Path} 第 {i + 1} 行的锚点由密钥 {other.Key} 签署，这把密钥不在此处，无法核对。"));
            else
                _faults.Add(new($"{file.Path} 第 {i + 1} 行不是由密钥签署的锚点：该行被改动过。"));
        }

        _anchors = good.ToLookup(anchor => anchor.Lines);
    }

    /// <summary>Takes the next line; false when the chain is broken there.</summary>
    public bool Take(ProcessRow row)
    {
        if (row.Seq != _lines + 1 || !row.PreviousHash.AsSpan().SequenceEqual(_head))
            return Break();
        if (row.Type == ProcessChain.KeyType)
            TakeKey(row);
        if (!_blind && !row.Hash.AsSpan().SequenceEqual(ProcessChain.HashOf(row, _key)))
            return Break();
        (_lines, _head) = (row.Seq, row.Hash);
        if (row.Type == ProcessChain.RestoreType && _key is not null && ProcessChain.NoteOf(row.After)?.Kept is { } kept)
            _restores.Add((new(DateTime.SpecifyKind(row.At, DateTimeKind.Utc)), kept, row.Seq));
        _astray.AddRange(_anchors[row.Seq].Where(anchor => anchor.Id != row.Id || anchor.Head != Convert.ToHexStringLower(row.Hash)));
        return true;
    }

    public AuditVerdict Verdict()
    {
        if (_broken is null)
        {
            _astray.AddRange(_anchors.Where(group => group.Key > _lines).SelectMany(group => group));
            CompareAnchors();
            if (!_marked && _lines > 0)
                Unmarked();
        }

        return new(_lines, _broken, Convert.ToHexStringLower(_head)) { Faults = _faults, Notes = _notes, OnlyKeysAreLost = _lostKeys > 0 && _faults.Count == _lostKeys };
    }

    private void LoseKey(Bilingual fault)
    {
        _faults.Add(fault);
        _lostKeys++;
    }

    private bool Break()
    {
        _broken = _lines + 1;
        return false;
    }

    private void TakeKey(ProcessRow row)
    {
        var fingerprint = ProcessChain.KeyOf(row.After);
        _key = _keys.Find(fingerprint);
        _blind = _key is null;
        if (_blind)
            LoseKey(new($"自第 {row.Seq} 条起的密钥 {fingerprint} 不在此处：只核对了前后衔接，不能证明内容未被改动。"));
        else if (row.Seq > 1)
            _notes.Add(_marked
                ? new($"第 {row.Seq} 条起改用密钥 {fingerprint}：{row.Reason}")
                : new($"第 1 至 {row.Seq - 1} 条写于启用密钥之前，以普通散列核对。"));
        _marked = true;
    }

    private void Unmarked()
    {
        if (_keys.HasFiles || _anchorLines > 0)
            _faults.Add(new("日志没有密钥标记，而本枢纽已有密钥：日志被整体改写，或恢复了启用密钥之前的备份。"));
        else
            _notes.Add(new("日志尚未启用密钥：枢纽下次启动时启用。"));
    }

    // A backup that was brought back by the hub's own command left a line under the key: it explains why anchors noted before it know more.
    private void CompareAnchors()
    {
        var unexplained = new List<Anchor>();
        var explained = new Dictionary<long, (int Count, DateTimeOffset At, long Kept)>();
        foreach (var anchor in _astray)
        {
            var restore = _restores.FirstOrDefault(restore => anchor.At <= restore.At && anchor.Lines > restore.Kept);
            if (restore.Seq == 0)
                unexplained.Add(anchor);
            else
                explained[restore.Seq] = (explained.GetValueOrDefault(restore.Seq).Count + 1, restore.At, restore.Kept);
        }

        foreach (var (seq, (count, at, kept)) in explained)
            _notes.Add(new($"{ChinaTime.Show(at)} 恢复了一份较早的备份（第 {seq} 条，备份有 {kept} 条）：此前的 {count} 个锚点比备份更新，属正常。"));
        if (unexplained.Count == 0)
        {
            Ending();
            return;
        }

        var last = unexplained.MaxBy(anchor => anchor.Lines)!;
        _faults.Add(last.Lines > _lines
            ? new($"{ChinaTime.Show(last.At)} 的锚点记有 {last.Lines} 条，日志只有 {_lines} 条：末尾被截断，或用其他工具恢复了更早的备份。")
            : new($"第 {last.Lines} 条与 {ChinaTime.Show(last.At)} 的锚点不符：日志曾被截断后续写，或用其他工具恢复过备份。"));
    }

    private void Ending()
    {
        if (_anchorLines == 0 && _marked)
            _notes.Add(new("没有锚点可供比对：末尾是否被截断无从得知。"));
        else if (_anchors.Count > 0)
            _notes.Add(new($"与 {_anchors.Sum(group => group.Count())} 个锚点相符，最近一个记有 {_anchors.Max(group => group.Key)} 条。"));
    }
}
