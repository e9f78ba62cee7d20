namespace Fairlead.Tests.Configuration;

/// <summary>The example of the configuration reference, with the lines that it shows as comments made real.</summary>
static class Example
{
    /// <summary>Hash of "correct horse", made by the argon2 command.</summary>
    public const string Hash =
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$sDq4SJydHwxWnLTlXqq5ZzNDfmXrJUlaeTohxQaFrio";

    /// <summary>Made by ssh-keygen; nobody holds the private half.</summary>
    public const string Key =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBKqX12yP/qwSOuXuWuBy4X3uoM2NGuSvllrdWqGbwHZ alice@laptop";

    public const string Text = """
        schema = 1

        [device]
        name     = "rack12"
        location = "Hamburg DC1, row C"
        contact  = "noc@example.net"

        [ssh]
        listen     = ["127.0.0.1"]   # default: all addresses
        cli_port   = 2022            # default 22
        port_base  = 2000            # port N listens on 2000 + N
        watch_base = 0               # 7000 turns the read-only family on

        [web]
        listen = ["127.0.0.1:8443"]

        [log]
        ring    = "1MiB"             # per port, kept hot
        archive = "64MiB"            # per port, compressed, oldest dropped first
        input   = false              # what operators type is not recorded unless this is true

        [[port]]
        number = 1
        name   = "db1"
        tags   = ["linux"]
        line   = { device = "/dev/ttyS4", baud = 115200, format = "8N1", flow = "none" }
        writers = "single"           # or "shared"
        breaks = ["sparc-alternate"]

        [[port]]
        number = 2
        name   = "shell"
        line   = { exec = ["/bin/bash", "-i"], user = "nobody" }

        [[port]]
        number = 3
        name   = "old-switch"
        line   = { tcp = "10.0.0.9:23", protocol = "telnet" }

        [[user]]
        name     = "alice"
        password = "
        """ + Hash + """
        "
        keys     = ["
        """ + Key + """
        "]
        groups   = ["ops"]

        [[rule]]                     # nothing is allowed that no rule allows
        who   = ["@ops"]             # @group or user
        from  = ["0.0.0.0/0", "::/0"]
        ports = ["1-48", "tag:linux", "db1"]
        may   = ["watch", "write", "break", "log"]

        [[break]]                    # a named break sequence; a port lists the ones it offers
        name     = "sparc-alternate"
        sequence = '\r\d~\d\x02'
        confirm  = true
        """;
}
