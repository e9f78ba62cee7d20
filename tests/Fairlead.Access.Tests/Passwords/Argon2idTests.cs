using System.Diagnostics;
using CsCheck;
using Fairlead.Access.Passwords;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace Fairlead.Access.Tests.Passwords;

public sealed class Argon2idTests
{
    [Fact]
    public void The_vector_of_RFC_9106_section_5_3_comes_out()
    {
        byte[] tag = Hash(
            Fill(32, 1), Fill(16, 2), new Argon2id.Cost(32, 3, 4), 32, Fill(8, 3), Fill(12, 4));
        Assert.Equal(
            "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659",
            Convert.ToHexStringLower(tag));
    }

    [Fact]
    public void BouncyCastle_computes_the_same()
    {
        Gen.Select(
                Gen.Byte.Array[0, 70], Gen.Byte.Array[8, 40], Gen.Int[1, 4],
                Gen.Int[1, 3], Gen.Int[8, 200], Gen.Int[4, 130])
            .Sample(
                (password, salt, lanes, passes, memory, length) =>
                {
                    Argon2id.Cost cost = new(memory * lanes, passes, lanes);
                    byte[] expected = new byte[length];
                    Argon2BytesGenerator generator = new();
                    generator.Init(new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
                        .WithVersion(Argon2Parameters.Version13).WithIterations(passes)
                        .WithMemoryAsKB(cost.MemoryKiB).WithParallelism(lanes).WithSalt(salt).Build());
                    generator.GenerateBytes(password, expected);
                    return Hash(password, salt, cost, length).AsSpan().SequenceEqual(expected);
                },
                iter: 60);
    }

    [Fact]
    public void The_argon2_command_computes_the_same()
    {
        const string Command = "/usr/bin/argon2";
        if (!File.Exists(Command))
        {
            Assert.True(Environment.GetEnvironmentVariable("CI") != "true", "the argon2 command is not installed");
            Assert.Skip("the argon2 command is not installed");
        }

        ProcessStartInfo start = new(Command, "saltsaltsalt -id -t 2 -k 19456 -p 1 -l 32 -v 13 -e")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Write("correct horse");
        process.StandardInput.Close();
        string phc = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();

        PasswordHash? hash = PasswordHash.Parse(phc, out string problem);
        Assert.Equal("", problem);
        Assert.Equal(phc, hash!.ToPhcString());
        using Argon2Memory memory = new(PasswordHash.MemoryBytes);
        Assert.True(hash.Verify("correct horse"u8, memory));
        Assert.False(hash.Verify("correct horsf"u8, memory));
    }

    internal static byte[] Fill(int length, byte value) => [.. Enumerable.Repeat(value, length)];

    private static unsafe byte[] Hash(
        byte[] password, byte[] salt, Argon2id.Cost cost, int length, byte[]? secret = null, byte[]? data = null)
    {
        byte[] tag = new byte[length];
        using Argon2Memory memory = new((nuint)cost.Blocks * Argon2Block.Length);
        Argon2id.Input input = new()
        {
            Password = password,
            Salt = salt,
            Secret = secret,
            AssociatedData = data,
        };
        Argon2id.Hash(input, cost, memory.Start, tag);
        return tag;
    }
}
