using System.Runtime.InteropServices;
using System.Text;
using Fairlead.Tty;

namespace Fairlead.Lines;

/// <summary>An account as passwd(5) has it.</summary>
sealed record ExecUser(string Name, uint Uid, uint Gid, string Home)
{
    /// <summary>Looks an account up by name; null if there is none. May block (nsswitch.conf(5)).</summary>
    public static unsafe ExecUser? Find(string name)
    {
        byte[] buffer = new byte[16 * 1024];
        fixed (byte* strings = buffer)
        {
            Libc.Passwd entry;
            Libc.Passwd* found;
            int error = Libc.getpwnam_r(name, &entry, strings, (nuint)buffer.Length, &found);
            return error == 0 && found is not null
                ? new ExecUser(Text(entry.pw_name), entry.pw_uid, entry.pw_gid, Text(entry.pw_dir))
                : null;
        }
    }

    /// <summary>The environment of a program of this user; nothing of ours gets in.</summary>
    public IReadOnlyList<string> Environment() =>
    [
        "TERM=vt100", "PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin", $"HOME={Home}",
        $"USER={Name}", $"LOGNAME={Name}",
    ];

    private static unsafe string Text(byte* text) =>
        Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
}
