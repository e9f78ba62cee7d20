using System.Runtime.InteropServices;
using System.Text;
using Fairlead.Tty;

namespace Fairlead.Doors.Local;

/// <summary>Names of user ids (getpwuid_r(3)).</summary>
static unsafe class Accounts
{
    /// <summary>The user's name, or null if the id has none.</summary>
    public static string? NameOf(uint uid)
    {
        byte[] buffer = new byte[16 * 1024];
        fixed (byte* strings = buffer)
        {
            Libc.Passwd entry;
            Libc.Passwd* found;
            int error = Libc.getpwuid_r(uid, &entry, strings, (nuint)buffer.Length, &found);
            return error == 0 && found is not null
                ? Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry.pw_name))
                : null;
        }
    }
}
