using System.Runtime.InteropServices;

namespace Fairlead.Tty;

/// <summary>
/// The C library calls we make, under their own names: each has a man page. A call that fails returns -1 (unless its
/// page says otherwise) and leaves the reason in <see cref="Errno"/>.
/// </summary>
static unsafe partial class Libc
{
    /// <summary>errno of the last call on this thread.</summary>
    public static int Errno => Marshal.GetLastPInvokeError();

    /// <summary>What strerror(3) says of an errno value: "Device or resource busy".</summary>
    public static string Describe(int errno) => Marshal.GetPInvokeErrorMessage(errno);
}
