using System.Text;
using Fairlead.Ssh.Tests.Support;

namespace Fairlead.Ssh.Tests;

public sealed class SshHostKeyTests
{
    [Fact]
    public void A_key_is_read_back_as_it_was_written()
    {
        var key = SshHostKey.CreateEd25519();
        SshHostKey loaded = SshHostKey.Load(key.ExportOpenSsh());
        Assert.Equal(key.PublicKey, loaded.PublicKey);
        Assert.Equal(key.Sign("ssh-ed25519", "x"u8), loaded.Sign("ssh-ed25519", "x"u8));
        Assert.NotEqual(key.Fingerprint, SshHostKey.CreateEd25519().Fingerprint);
    }

    [Fact]
    public async Task Ssh_keygen_reads_our_file_and_we_read_its_own()
    {
        Program.Need("ssh-keygen");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fairlead-ssh-");
        try
        {
            var key = SshHostKey.CreateEd25519();
            string ours = Path.Combine(folder.FullName, "ours");
            using (FileStream file = new(ours, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            {
                file.Write(key.ExportOpenSsh());
            }

            Program.Result shown = await Program.RunAsync("ssh-keygen", ["-l", "-f", ours]);
            Assert.Contains(key.Fingerprint, shown.Text, StringComparison.Ordinal);

            string theirs = Path.Combine(folder.FullName, "theirs");
            await Program.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", theirs]);
            SshHostKey loaded = SshHostKey.Load(ReadAll(theirs));
            string line = Encoding.ASCII.GetString(ReadAll(theirs + ".pub"));
            Assert.Equal(SshPublicKey.ParseAuthorizedKey(line), loaded.PublicKey.ToArray());

            await Program.RunAsync("ssh-keygen", ["-q", "-p", "-N", "secret", "-f", theirs]);
            FormatException refused = Assert.Throws<FormatException>(() => SshHostKey.Load(ReadAll(theirs)));
            Assert.Contains("passphrase", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Every_prefix_of_a_key_file_is_refused()
    {
        byte[] file = SshHostKey.CreateEd25519().ExportOpenSsh();
        for (int length = 0; length < file.Length - 1; length++)
        {
            byte[] prefix = file[..length];
            Assert.Throws<FormatException>(() => SshHostKey.Load(prefix));
        }
    }

    private static byte[] ReadAll(string path) => File.ReadAllBytes(path);
}
