"""The names of buttons and fields that people press and fill in, as they stand on the pages."""

# answering
BEGIN = "Begin"
BEGIN_AGAIN = "Go on"  # where something has been answered
GO_FURTHER = "Next"
BACK = "Back"
DONE = "/done"  # where the last question leads
REMOVE_ANSWERS = "/remove"

# a team
TEAM_AND_ROUND = "Team and round"
ONE_QUESTION = "Look at one question"
REVEAL = "Close and reveal"

# rounds
ROUND = "Round"
OPEN_ROUND = "Open the round"
DELETE_ROUND = "Delete the round"
MAKE_LINK_ANEW = "Make another link"
CLOSE_ONE_GROUP = "Close this group"
CLOSE_ALL_GROUPS = "Close all groups"
CANCEL_ROUND = "Cancel the round"

# people
PERSON = "Person"
ADD_PERSON = "Add the person"
KEEP_PERSON = "Keep this"
GIVE_ROLE = "Give this role"
MAKE_SIGN_IN_LINK = "Make a sign-in link"
DISABLE_ACCOUNT = "Disable the account"
DELETE_PERSON = "Delete this person"
PERSON_NAME = "name-add-person-0"  # the key of the line, whose label stands on the page twice

# the tree
GROUP = "Group"
ADD_GROUP = "Add the group"
GROUP_PATH = "A group by its path"

# the account
SIGN_OUT_THERE = "Sign out there"

# what everybody is told of what is not theirs
NOT_OPEN = "This is not open to you, or it does not exist."
NO_LINK_HERE = "This browser holds no link to a round"
NO_ROUND_BEHIND_LINK = "There is no round behind this link"
HANDED_ON = "This device was handed to somebody else, or its link was taken back"

# a session
BEGIN_SESSION = "Begin the session"
LET_PLACE = "Let everybody place"
ENTER_THESE = "Enter these"
YOUR_WORD = "Your word"
YOUR_VOTE = "Your vote"
