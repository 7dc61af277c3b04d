"""Why a system refuses, in words: the commonest reasons of POSIX, which Python gives in English."""

from simulation.language.messages import Message, say

REASONS = {
    str(reason): reason
    for reason in (
        say("No such file or directory"),
        say("Permission denied"),
        say("Operation not permitted"),
        say("Is a directory"),
        say("Not a directory"),
        say("File exists"),
        say("File name too long"),
        say("File too large"),
        say("Read-only file system"),
        say("No space left on device"),
        say("Disk quota exceeded"),
        say("Input/output error"),
        say("Too many open files"),
        say("Too many levels of symbolic links"),
        say("Cannot allocate memory"),
        say("Resource temporarily unavailable"),
        say("Device or resource busy"),
        say("Broken pipe"),
        say("Connection refused"),
        say("Connection reset by peer"),
        say("Connection timed out"),
        say("Invalid argument"),
    )
}


def reason_of(error: OSError) -> Message | str:
    """What the system says of an error; a reason that is not among the commonest stays in English."""
    text = error.strerror or str(error)
    return REASONS.get(text, text)
