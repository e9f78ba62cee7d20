using System.Globalization;

namespace Fairlead.Ports;

/// <summary>What somebody is told when they attach. A program hears only what it must know.</summary>
static class Welcome
{
    public static void Greet(Session session)
    {
        ConsolePort port = session.Port;
        if (session.Interactive)
        {
            ShowBanner(session, port.Settings.DeviceBanner);
            ShowBanner(session, port.Settings.Banner);
            string mode = session.Mode == SessionMode.ReadWrite ? "read-write" : "read-only";
            session.Notify(string.Create(
                CultureInfo.InvariantCulture,
                $"port {port.Number.Value} {port.Name}, {mode}; {port.Settings.Escape} ? for help"));
        }

        if (session.WantsToWrite && session.Mode == SessionMode.ReadOnly)
        {
            session.Notify($"read-only: {session.Refusal(SessionAct.Write) ?? port.Writers.Holder}");
        }

        if (!port.IsLineUp || port.Line.Problem is not null)
        {
            session.Notify(port.LineText);
        }
    }

    private static void ShowBanner(Session session, string? banner)
    {
        if (!string.IsNullOrEmpty(banner))
        {
            session.Show(banner.ReplaceLineEndings("\r\n").TrimEnd() + "\r\n");
        }
    }
}
