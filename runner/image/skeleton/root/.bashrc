# What an interactive shell in the guest looks like.
PS1='$ '
HISTCONTROL=ignoreboth
shopt -s checkwinsize
alias ls='ls --color=auto'
alias grep='grep --color=auto'
alias dmesg='dmesg --color=auto --nopager'
