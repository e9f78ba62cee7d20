"""The servers that are measured, by name."""

from .base import Server
from .conman import Conman
from .conserver import Conserver
from .direct import Direct
from .dropbear import Dropbear
from .fairlead import Fairlead
from .openssh import OpenSsh
from .openssh_conserver import OpenSshConserver
from .ser2net import Ser2net, Ser2netTuned

SERVERS: dict[str, type[Server]] = {
    cls.name: cls
    for cls in (Fairlead, Conserver, Ser2netTuned, Ser2net, OpenSsh, OpenSshConserver, Conman, Dropbear, Direct)
}
